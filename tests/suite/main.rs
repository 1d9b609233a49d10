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
