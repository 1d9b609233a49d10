//! Changes of text files, as data, and the locks they are made under.

use std::collections::BTreeSet;

use sha1::{Digest as _, Sha1};

use super::lines;
use crate::names::Ctid;

/// Whose lock an edit takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lock {
    /// The flock of a container's configuration, `/run/lock/lxc/pve-config-ID.lock`, waited for up to 10 s.
    Container(Ctid),
    /// A cluster lock, a directory in `/etc/pve/priv/lock`, waited for up to 10 s.
    Cluster(String),
    /// None: no tool of Proxmox writes the file.
    None,
}

/// A change of a text file, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Changes raw `lxc.*` lines in the main section of a container's file, if those of the same keys are still the ones
    /// that were compared; every other byte stays.
    Lines {
        /// The lines of these keys that were compared, in order, as `KEY: VALUE`: another spelling is the same line.
        found: Vec<String>,
        /// Which of them go, by their place in `found`.
        remove: BTreeSet<usize>,
        /// Lines to append at the end of the main section, which ends at the first `[section]`.
        append: Vec<String>,
    },
    /// Replaces the whole text, if it is still the one that was compared.
    Whole {
        /// The digest of the text that was compared; of the empty text if there was no file.
        expected: Digest,
        /// The new text; empty removes the file.
        text: String,
    },
    /// Writes a value into a file of the kernel, in place: there is nothing to rename there, and no old text to keep.
    Value {
        /// The value that was compared.
        expected: String,
        /// The new value, without a line end.
        value: String,
    },
}

/// Why an edit was not made; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not the one that was compared.
    #[error("the file was changed by somebody else since it was compared")]
    Moved,
    /// The file carries Proxmox's own lock.
    #[error("the container is locked ({0})")]
    Locked(String),
}

impl Edit {
    /// Returns the text after the edit, or why it must not be made.
    pub fn apply(&self, text: &str) -> Result<String, EditError> {
        match self {
            Self::Whole { expected, text: new } => {
                if *expected != Digest::of(text.as_bytes()) {
                    return Err(EditError::Moved);
                }
                Ok(new.clone())
            }
            Self::Lines { found, remove, append } => lines::edit(text, found, remove, append),
            Self::Value { expected, .. } if text.trim() != expected => Err(EditError::Moved),
            Self::Value { value, .. } => Ok(format!("{value}\n")),
        }
    }
}

/// The SHA-1 of a file's bytes in hex, as Proxmox's `--digest` options use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// Returns the digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let hash = Sha1::digest(bytes);
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Returns the digest as 40 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
