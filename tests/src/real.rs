//! The real OpenZFS and LXC: what is typed and called on the simulated host is typed and called in a guest with the real thing, and both
//! answer the same.
//!
//! The guest is User Mode Linux (`tests/real/guest/build`). It starts for a [`Job`]: its first process ([`init`]) plays what the job
//! lists, each play below a root of its own, writes down what came of it, and switches the machine off. Who started it
//! ([`guest`]) reads along, and ends a guest that hangs: the other plays go on in the next one.

#![expect(
    clippy::disallowed_methods,
    reason = "the machine of the guest is the tests' own, and so is what is written for it"
)]

use serde::{Deserialize, Serialize};

pub mod guest;
pub mod init;

mod apart;
mod compare;
mod container;
mod device;
mod machine;
mod play;
mod plays;
mod properties;

pub use play::{Outcome, Play};
pub use plays::plays;

/// What a guest is started for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The version of OpenZFS that the simulated host shows, `2.3.9`.
    pub version: String,
    /// The size of each of the guest's disks in bytes: `/dev/ubda`, `/dev/ubdb`, ...
    pub disks: Vec<u64>,
    /// What is played.
    pub plays: Vec<Play>,
    /// What is typed before that by a shell, for whoever wants to try something.
    pub script: Option<String>,
}

/// A line that the guest writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// What `zfs version` says.
    Version(String),
    /// What the script did: its exit code, standard output and standard error.
    Typed(i32, String, String),
    /// The play of this number begins.
    Begun(usize),
    /// It ended so.
    Ended(usize, Outcome),
}
