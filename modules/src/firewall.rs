//! `phoenix_firewall`: the firewall files of the cluster, the node and its guests.

use schemars::JsonSchema;
use serde::Deserialize;

mod options;
mod text;
mod values;

/// Whose firewall it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The cluster's, `cluster.fw`: it switches the firewall on, and its policies and rules hold for every node.
    Cluster,
    /// This node's, `host.fw`.
    Node,
    /// One guest's, `ID.fw`.
    Guest,
}

impl Scope {
    /// Returns what Proxmox calls it in its messages.
    fn rule_environment(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Node => "host",
            Self::Guest => "ct",
        }
    }
}
