;; What rustc 1.63.0 made of counter.rs by the command of README.md, as text.
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32 i32)))
  (type (;2;) (func (param i32 i32)))
  (type (;3;) (func (param i32) (result i32)))
  (type (;4;) (func (param i32 i32 i32) (result i32)))
  (import "env" "panic" (func (;0;) (type 0)))
  (import "env" "emit" (func (;1;) (type 1)))
  (func (;2;) (type 2) (param i32 i32)
    i32.const 65600
    local.get 0
    local.get 1
    call 5
    drop
    local.get 1
    call 0
    unreachable
    unreachable)
  (func (;3;) (type 3) (param i32) (result i32)
    i32.const 0
    i32.const 0
    i64.load offset=131136
    i64.store offset=65600
    i32.const 8)
  (func (;4;) (type 3) (param i32) (result i32)
    (local i64 i64)
    block  ;; label = @1
      block  ;; label = @2
        block  ;; label = @3
          local.get 0
          i32.const 8
          i32.ne
          br_if 0 (;@3;)
          i32.const 0
          i64.load offset=65600
          local.tee 1
          i64.eqz
          br_if 1 (;@2;)
          i32.const 0
          i64.load offset=131136
          local.tee 2
          local.get 1
          i64.add
          local.tee 1
          local.get 2
          i64.lt_u
          br_if 2 (;@1;)
          i32.const 0
          local.get 1
          i64.store offset=65600
          i32.const 0
          local.get 1
          i64.store offset=131136
          i32.const 65548
          i32.const 11
          i32.const 8
          call 1
          i32.const 8
          return
        end
        i32.const 65536
        i32.const 12
        call 2
        unreachable
      end
      i32.const 65567
      i32.const 31
      call 2
      unreachable
    end
    i32.const 65559
    i32.const 8
    call 2
    unreachable)
  (func (;5;) (type 4) (param i32 i32 i32) (result i32)
    local.get 0
    local.get 1
    local.get 2
    call 6)
  (func (;6;) (type 4) (param i32 i32 i32) (result i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32)
    block  ;; label = @1
      block  ;; label = @2
        local.get 2
        i32.const 15
        i32.gt_u
        br_if 0 (;@2;)
        local.get 0
        local.set 3
        br 1 (;@1;)
      end
      local.get 0
      i32.const 0
      local.get 0
      i32.sub
      i32.const 3
      i32.and
      local.tee 4
      i32.add
      local.set 5
      block  ;; label = @2
        local.get 4
        i32.eqz
        br_if 0 (;@2;)
        local.get 0
        local.set 3
        local.get 1
        local.set 6
        loop  ;; label = @3
          local.get 3
          local.get 6
          i32.load8_u
          i32.store8
          local.get 6
          i32.const 1
          i32.add
          local.set 6
          local.get 3
          i32.const 1
          i32.add
          local.tee 3
          local.get 5
          i32.lt_u
          br_if 0 (;@3;)
        end
      end
      local.get 5
      local.get 2
      local.get 4
      i32.sub
      local.tee 7
      i32.const -4
      i32.and
      local.tee 8
      i32.add
      local.set 3
      block  ;; label = @2
        block  ;; label = @3
          local.get 1
          local.get 4
          i32.add
          local.tee 9
          i32.const 3
          i32.and
          i32.eqz
          br_if 0 (;@3;)
          local.get 8
          i32.const 1
          i32.lt_s
          br_if 1 (;@2;)
          local.get 9
          i32.const 3
          i32.shl
          local.tee 6
          i32.const 24
          i32.and
          local.set 2
          local.get 9
          i32.const -4
          i32.and
          local.tee 10
          i32.const 4
          i32.add
          local.set 1
          i32.const 0
          local.get 6
          i32.sub
          i32.const 24
          i32.and
          local.set 4
          local.get 10
          i32.load
          local.set 6
          loop  ;; label = @4
            local.get 5
            local.get 6
            local.get 2
            i32.shr_u
            local.get 1
            i32.load
            local.tee 6
            local.get 4
            i32.shl
            i32.or
            i32.store
            local.get 1
            i32.const 4
            i32.add
            local.set 1
            local.get 5
            i32.const 4
            i32.add
            local.tee 5
            local.get 3
            i32.lt_u
            br_if 0 (;@4;)
            br 2 (;@2;)
          end
        end
        local.get 8
        i32.const 1
        i32.lt_s
        br_if 0 (;@2;)
        local.get 9
        local.set 1
        loop  ;; label = @3
          local.get 5
          local.get 1
          i32.load
          i32.store
          local.get 1
          i32.const 4
          i32.add
          local.set 1
          local.get 5
          i32.const 4
          i32.add
          local.tee 5
          local.get 3
          i32.lt_u
          br_if 0 (;@3;)
        end
      end
      local.get 7
      i32.const 3
      i32.and
      local.set 2
      local.get 9
      local.get 8
      i32.add
      local.set 1
    end
    block  ;; label = @1
      local.get 2
      i32.eqz
      br_if 0 (;@1;)
      local.get 3
      local.get 2
      i32.add
      local.set 5
      loop  ;; label = @2
        local.get 3
        local.get 1
        i32.load8_u
        i32.store8
        local.get 1
        i32.const 1
        i32.add
        local.set 1
        local.get 3
        i32.const 1
        i32.add
        local.tee 3
        local.get 5
        i32.lt_u
        br_if 0 (;@2;)
      end
    end
    local.get 0)
  (memory (;0;) 3)
  (global (;0;) (mut i32) (i32.const 65536))
  (global (;1;) i32 (i32.const 65600))
  (global (;2;) i32 (i32.const 131144))
  (global (;3;) i32 (i32.const 131152))
  (export "memory" (memory 0))
  (export "A" (global 1))
  (export "value" (func 3))
  (export "increment" (func 4))
  (export "__data_end" (global 2))
  (export "__heap_base" (global 3))
  (data (;0;) (i32.const 65536) "ABI_ARGUMENTincrementedOVERFLOWCOUNTER_BY_ZERO: nothing to add"))
