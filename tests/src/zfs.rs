//! The simulated `zfs`, with OpenZFS's own texts and rewriting habits.

use serde::{Deserialize, Serialize};

/// The pools and datasets of a simulated host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Zfs {}
