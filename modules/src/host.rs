//! The host as the rest of the code sees it: [`Probe`] can look, [`Host`] can look and touch.
//!
//! Planning code is handed a `&dyn Probe`, so check mode is a type and not an `if` (law 1).

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::command::Query;
use crate::plan::{Action, EditError, Lock};

mod holder;
pub mod mounts;
pub mod process;
pub mod real;
mod way;

pub use way::{Looking, Way};

/// What a program answered. Proxmox's exit codes are leftovers of errno: only zero and non-zero mean anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The exit code, or `None` if a signal ended the program.
    pub status: Option<i32>,
    /// What it wrote on standard output.
    pub stdout: Vec<u8>,
    /// What it wrote on standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Returns whether the program ended with exit code 0.
    pub fn is_success(&self) -> bool {
        self.status == Some(0)
    }

    /// Returns an error that says how the query ended and what it said, unless that was with exit code 0: a look that failed
    /// is never "nothing there" (law 7).
    pub fn ensure_success(&self, query: &Query) -> anyhow::Result<()> {
        anyhow::ensure!(self.is_success(), "`{query}` said: {} ({})", self.said(), self.ending());
        Ok(())
    }

    /// Returns standard output as text; what is not UTF-8 is shown as U+FFFD.
    pub fn stdout_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.stdout)
    }

    /// Returns standard error as text; what is not UTF-8 is shown as U+FFFD.
    pub fn stderr_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.stderr)
    }

    /// Returns what a person wants to read of a failed command: standard error, or standard output if that is empty.
    pub fn said(&self) -> String {
        let error = self.stderr_text();
        let text = if error.trim().is_empty() { self.stdout_text() } else { error };
        let text = text.trim();
        if text.is_empty() { "nothing".to_owned() } else { text.to_owned() }
    }

    /// Returns how the program ended, for a sentence: `exit 255`, or `ended by a signal`.
    pub fn ending(&self) -> String {
        self.status.map_or("ended by a signal".to_owned(), |status| format!("exit {status}"))
    }
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// The kind of file.
    pub kind: FileKind,
    /// The owner's user id.
    pub uid: u32,
    /// The owner's group id.
    pub gid: u32,
    /// The permission bits, `0o755`.
    pub mode: u32,
    /// The device number of a device node, major and minor.
    pub device: Option<(u32, u32)>,
    /// The path with every symbolic link followed, as the host sees it.
    pub canonical: PathBuf,
}

/// The kind of file a path leads to, links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A socket, a pipe.
    Other,
}

/// Why looking or touching failed. Never means "nothing there" (law 7). The message tells the cause: a `source` would be told twice.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The program is not on this host.
    #[error("`{program}` is not installed on this host; it comes with {package}")]
    NotInstalled {
        /// The program's name.
        program: String,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// The program could not be started or listened to.
    #[error("`{command}` could not be run: {cause}")]
    CannotRun {
        /// The command as it can be typed.
        command: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The program did not end in time and was stopped.
    #[error("`{command}` did not end within {} s and was stopped{}", limit.as_secs(), last_words(said))]
    TimedOut {
        /// The command as it can be typed.
        command: String,
        /// The time it had.
        limit: Duration,
        /// The end of what it had said, if that was listened to.
        said: String,
    },
    /// The program wrote more than can be meant.
    #[error("`{command}` wrote more than {limit} bytes; its answer was not used")]
    TooMuchOutput {
        /// The command as it can be typed.
        command: String,
        /// The bytes it may write.
        limit: usize,
    },
    /// A file or directory could not be read or written.
    #[error("cannot {doing} {}: {cause}", path.display())]
    File {
        /// What was being done: `read`, `list`, `write`.
        doing: &'static str,
        /// The path on the host.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A lock of Proxmox was held by somebody else.
    #[error("cannot lock {what}: held by {} for {} s; {remedy}", holder.as_deref().unwrap_or("another process"), waited.as_secs())]
    Busy {
        /// What was to be locked.
        what: String,
        /// How long it was waited for.
        waited: Duration,
        /// Who held it at the end, if that could be told: `process 812, pct clone 900 103`.
        holder: Option<String>,
        /// What a person could do.
        remedy: String,
    },
    /// An edit was not made.
    #[error("{} was not written: {cause}", path.display())]
    NotEdited {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: EditError,
    },
}

fn last_words(said: &str) -> String {
    if said.trim().is_empty() { String::new() } else { format!("; it had said:\n{}", said.trim()) }
}

impl HostError {
    /// Returns the error that somebody else has held a lock for as long as it was waited for.
    pub fn busy(lock: &Lock, waited: Duration, holder: Option<String>) -> Self {
        let (what, remedy) = match lock {
            Lock::Container(ctid) => (
                format!("the configuration of container {ctid}"),
                format!(
                    "a pct command works on it; run again when it has ended (`fuser -v /run/lock/lxc/pve-config-{ctid}.lock`)"
                ),
            ),
            Lock::Cluster(name) => (
                format!("{name} (the directory /etc/pve/priv/lock/{name})"),
                format!(
                    "run again: a lock that a killed process left is dropped by pmxcfs 120 s after its last use. Only if it \
                     stays and nothing holds it: `rmdir /etc/pve/priv/lock/{name}`"
                ),
            ),
            Lock::None => ("nothing".to_owned(), "run again".to_owned()),
        };
        Self::Busy { what, waited, holder, remedy }
    }
}

/// Looks. Nothing on it can change a machine.
pub trait Probe {
    /// Runs a read-only command; a non-zero exit is an `Ok` that the caller judges.
    fn query(&self, query: &Query) -> Result<Output, HostError>;
    /// Reads a whole file, links followed; an absent file is `None`.
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError>;
    /// Lists the names in a directory, in no order; an absent directory is `None`.
    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError>;
    /// Tells what a path leads to; `None` if to nothing.
    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError>;
    /// Reads a file inside a guest whose file system is at `root`, never following the guest's links out of it.
    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError>;

    /// Tells by which SSH connection this process is typed at, as sshd says it in `SSH_CONNECTION`: the client's address and
    /// port, the host's address and port; `None` at a console, in the web interface, from cron.
    fn ssh_connection(&self) -> Option<String> {
        None
    }

    /// Waits before the next look at what needs its time. Returns whether to go on: not if the person asked to stop.
    fn pause(&self, time: Duration) -> bool {
        std::thread::sleep(time);
        true
    }

    /// Tells by which of the two ways this host is to be looked at.
    fn way(&self) -> Way {
        Way::Auto
    }
}

/// Looks and touches.
pub trait Host: Probe {
    /// Performs an action; a non-zero exit is an `Ok` that the caller judges.
    fn perform(&self, action: &Action) -> Result<Output, HostError>;

    /// Returns whether the person asked to stop: no further step is begun then.
    fn is_interrupted(&self) -> bool {
        false
    }
}
