//! The two ways to look at a host, which see the same.

use std::path::Path;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Host, HostError, Output, Probe, Stat};
use crate::command::Query;
use crate::plan::Action;

/// By which way a host is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The files that Proxmox's commands read themselves, and one `zfs get` for all datasets.
    #[default]
    Auto,
    /// The native commands: `zfs get`, `pct config`, `pvesm status`. Slower by a second for each, and independent.
    Cli,
}

/// A host that is looked at by a given way.
pub struct Looking<'a> {
    host: &'a dyn Host,
    way: Way,
}

impl<'a> Looking<'a> {
    /// Returns the host as it is seen by this way.
    pub fn at(host: &'a dyn Host, way: Way) -> Self {
        Self { host, way }
    }
}

impl Probe for Looking<'_> {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        self.host.query(query)
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.host.read(path)
    }

    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        self.host.list(directory)
    }

    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        self.host.stat(path)
    }

    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.host.read_in_guest(root, path)
    }

    fn ssh_connection(&self) -> Option<String> {
        self.host.ssh_connection()
    }

    fn pause(&self, time: Duration) -> bool {
        self.host.pause(time)
    }

    fn way(&self) -> Way {
        self.way
    }
}

impl Host for Looking<'_> {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        self.host.perform(action)
    }

    fn is_interrupted(&self) -> bool {
        self.host.is_interrupted()
    }
}
