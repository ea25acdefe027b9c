import { add, ensure, feed } from "@eventide/contract-sdk";

@event("incremented")
class Incremented {
  by: u64;
  value: u64;
}

/** Counts up. The smallest contract with state, an event, a refusal and a feed. */
@contract
export class Counter {
  count: u64;

  init(start: u64): void {
    this.count = start;
  }

  /** The current count. */
  @view
  value(): u64 {
    return this.count;
  }

  /** Adds `by`, which must not be 0; returns the new count. */
  increment(by: u64): u64 {
    ensure(by > 0, "COUNTER_BY_ZERO: nothing to add");
    log("counting", this.count);
    this.count = add(this.count, by);
    Incremented.of(by, this.count).emit();
    return this.count;
  }

  /** The next `length` counts, as a feed. */
  @feeds("u64")
  upcoming(length: u32): void {
    for (let i: u32 = 0; i < length; i++) feed<u64>(this.count + i);
  }
}
