//! A Proxmox host made of data, with memory: it behaves as the recordings of the real one show, what annoys included.

pub mod host;

pub mod fixture;

pub mod dispatch;

pub mod world;

pub mod files;

mod guest;

pub mod scripts;

pub mod zfs;

pub mod perl;

pub mod pvesm;

pub mod pveam;

pub mod pvesh;

pub mod pve_firewall;

pub mod pct;

pub mod zpool;

pub mod disks;

pub mod coreutils;

pub mod modules;

pub mod corpus;

pub mod binaries;

pub mod collection;

pub mod inventory;

pub mod upstream;

pub mod worlds;

pub mod pair;

pub mod run;

pub mod real;

pub mod replay;

pub mod story;

pub mod texts;

mod options;

mod table;

pub use host::SimHost;

/// Returns how many cases a law of this crate is held over: this many, unless the environment variable `PROPTEST_CASES` says
/// another number, as for laws that say none.
#[cfg(test)]
fn cases(usual: u32) -> u32 {
    let number = std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok());
    number.unwrap_or(usual)
}
