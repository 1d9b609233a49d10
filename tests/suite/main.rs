//! Everything that Phoenix promises, held by a test.
#![expect(clippy::unwrap_used, reason = "a test that unwraps in vain fails, and says where")]

mod binaries;
mod containers;
mod conversion;
mod documentation;
mod features;
mod firewall;
mod firewall_text;
mod health;
mod host_info;
mod house;
mod inspect;
mod laws;
mod mounts;
mod pains;
mod plans;
mod recordings;
mod runner;
mod started;
mod stories;
mod tables;
mod texts;
mod worlds;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// What a law is held over: this many cases, and always the same, so that a change is judged by itself and not by its luck.
///
/// Who hunts for others says how many in the environment variable `PROPTEST_CASES`: then each run draws anew.
fn over(usual: u32) -> ProptestConfig {
    let drawn = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => drawn,
        None => ProptestConfig { cases: usual, rng_seed: RngSeed::Fixed(0x0050_686f_656e_6978), ..drawn },
    }
}
