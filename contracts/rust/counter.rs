//! A counter without any crate; README.md has the command that builds it.
#![no_std]

use core::ptr::{addr_of, addr_of_mut};

/// The argument buffer: the linker exports its address under this name.
#[no_mangle]
pub static mut A: [u64; 8192] = [0; 8192];

/// State is whatever static memory holds.
static mut COUNT: u64 = 0;

#[link(wasm_import_module = "env")]
extern "C" {
    fn emit(topic: *const u8, topic_length: u32, length: u32);
    fn panic(length: u32);
}

#[panic_handler]
fn on_panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

fn fail(text: &str) -> ! {
    unsafe {
        core::ptr::copy_nonoverlapping(text.as_ptr(), addr_of_mut!(A).cast(), text.len());
        panic(text.len() as u32);
    }
    core::arch::wasm32::unreachable()
}

fn give(value: u64) -> u32 {
    unsafe { *addr_of_mut!(A).cast::<u64>() = value };
    8
}

#[no_mangle]
pub extern "C" fn value(_length: u32) -> u32 {
    give(unsafe { *addr_of!(COUNT) })
}

#[no_mangle]
pub extern "C" fn increment(length: u32) -> u32 {
    if length != 8 {
        fail("ABI_ARGUMENT");
    }
    let by = unsafe { *addr_of!(A).cast::<u64>() };
    if by == 0 {
        fail("COUNTER_BY_ZERO: nothing to add");
    }
    let sum = match (unsafe { *addr_of!(COUNT) }).checked_add(by) {
        Some(sum) => sum,
        None => fail("OVERFLOW"),
    };
    let topic = "incremented";
    unsafe {
        *addr_of_mut!(COUNT) = sum;
        give(sum);
        emit(topic.as_ptr(), topic.len() as u32, 8);
    }
    8
}
