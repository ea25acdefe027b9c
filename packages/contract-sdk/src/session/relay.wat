;; Stands for the transfer contract in sessions without it: makes one call as the transaction of an account does.
;; Argument: id (32) ‖ length of the name (u32) ‖ name ‖ argument.
(module
  (import "env" "c" (func $call (param i32 i32 i32 i32 i64) (result i32)))
  (import "env" "panic" (func $panic (param i32)))
  (memory (export "memory") 3)
  (global (export "A") i32 (i32.const 0x10000))
  (func (export "relay") (param $length i32) (result i32)
    (local $name i32)
    (local $rest i32)
    (local $result i32)
    ;; id and name to the start of memory, the argument to the start of the buffer
    (local.set $name (i32.load (i32.const 0x10020)))
    (local.set $rest (i32.sub (i32.sub (local.get $length) (i32.const 36)) (local.get $name)))
    (memory.copy (i32.const 0) (i32.const 0x10000) (i32.add (i32.const 36) (local.get $name)))
    (memory.copy (i32.const 0x10000) (i32.add (i32.const 0x10024) (local.get $name)) (local.get $rest))
    (local.set $result
      (call $call (i32.const 0) (i32.const 36) (local.get $name) (local.get $rest) (i64.const 0)))
    (if (i32.lt_s (local.get $result) (i32.const 0))
      (then
        ;; a panic leaves length and text: hand the text on; other failures leave none
        (if (i32.ne (local.get $result) (i32.const -1)) (then unreachable))
        (local.set $rest (i32.load (i32.const 0x10000)))
        (memory.copy (i32.const 0x10000) (i32.const 0x10004) (local.get $rest))
        (call $panic (local.get $rest))))
    (local.get $result)))
