//! A fuzz target: the law of texts that has this binary's name.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| phoenix_tests::texts::hold(env!("CARGO_BIN_NAME"), bytes));
