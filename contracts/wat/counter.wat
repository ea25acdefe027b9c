;; A counter written by hand. State: a u64 at 1024. The argument buffer A begins at 65536.
(module
  (import "env" "emit" (func $emit (param i32 i32 i32)))
  (import "env" "panic" (func $panic (param i32)))
  (memory (export "memory") 3)
  (global (export "A") i32 (i32.const 65536))
  (data (i32.const 2048) "incremented")
  (data (i32.const 2064) "COUNTER_BY_ZERO: nothing to add")

  ;; () -> u64
  (func (export "value") (param $length i32) (result i32)
    (i64.store (i32.const 65536) (i64.load (i32.const 1024)))
    (i32.const 8))

  ;; u64 -> u64; tells the new count
  (func (export "increment") (param $length i32) (result i32)
    (local $by i64)
    (local $sum i64)
    ;; an argument of another length is none of ours
    (if (i32.ne (local.get $length) (i32.const 8)) (then unreachable))
    (local.set $by (i64.load (i32.const 65536)))
    (if (i64.eqz (local.get $by))
      (then
        (memory.copy (i32.const 65536) (i32.const 2064) (i32.const 31))
        (call $panic (i32.const 31))
        unreachable))
    (local.set $sum (i64.add (i64.load (i32.const 1024)) (local.get $by)))
    (if (i64.lt_u (local.get $sum) (local.get $by)) (then unreachable))
    (i64.store (i32.const 1024) (local.get $sum))
    (i64.store (i32.const 65536) (local.get $sum))
    (call $emit (i32.const 2048) (i32.const 11) (i32.const 8))
    (i32.const 8)))
