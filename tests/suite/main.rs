//! Everything that Phoenix promises, held by a test.
#![expect(clippy::unwrap_used, reason = "a test that unwraps in vain fails, and says where")]

mod binaries;
mod containers;
mod conversion;
mod firewall;
mod house;
mod laws;
mod runner;
mod stories;
mod worlds;
