//! Everything that Phoenix promises, held by a test.
#![expect(clippy::unwrap_used, reason = "a test that unwraps in vain fails, and says where")]

mod binaries;
mod conversion;
mod firewall;
mod house;
mod laws;
mod plans;
mod runner;
mod stories;
mod texts;
mod worlds;
