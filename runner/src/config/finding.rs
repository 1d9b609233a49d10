//! What the reader has to say about the files: findings, and what they ask for that nobody manages.

use std::fmt;

use serde::Serialize;

use super::At;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The files are rejected; no step of a run begins.
    Error,
    /// One resource is refused; the others go on.
    Refuse,
    /// Probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Refuse => "refused",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// Something to say about a place in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The line; every error has one.
    pub at: Option<At>,
    /// The path of the key it is about, empty for a file as a whole.
    pub key: String,
    /// One sentence, without a full stop.
    pub message: String,
    /// What to do about it, empty if nothing needs doing.
    pub remedy: String,
    /// The resource that is refused for it: `lxc/101`, `zfs/POOL/NAME`, `storage/ID`.
    pub resource: Option<String>,
    /// The rule it comes from: `V-12`.
    pub rule: Option<&'static str>,
}

impl Finding {
    pub(super) fn new(severity: Severity, at: At, key: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { severity, at: Some(at), key: key.to_owned(), message, remedy: String::new(), resource: None, rule: None }
    }

    pub(super) fn error(at: At, key: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, at, key, message)
    }

    pub(super) fn warning(at: At, key: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, at, key, message)
    }

    pub(super) fn info(at: At, key: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Info, at, key, message)
    }

    pub(super) fn refusal(resource: impl Into<String>, at: At, key: &str, message: impl Into<String>) -> Self {
        Self { resource: Some(resource.into()), ..Self::new(Severity::Refuse, at, key, message) }
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    pub(super) fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.severity)?;
        if let Some(rule) = self.rule {
            write!(formatter, " {rule}")?;
        }
        if let Some(at) = self.at {
            write!(formatter, " {at}")?;
        }
        if !self.key.is_empty() {
            write!(formatter, " {}", self.key)?;
        }
        write!(formatter, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(formatter, " ({})", self.remedy)?;
        }
        Ok(())
    }
}

/// Something that the files ask for and that is left as it is on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotManaged {
    /// Whose it is: `lxc/101` or `host`.
    pub resource: String,
    /// The path of the key.
    pub key: String,
    /// Its line.
    pub at: At,
    /// What it is about.
    pub topic: Topic,
}

/// What an unmanaged key is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Volumes that no file has had.
    Volumes,
    /// The seal of a template.
    Template,
    /// What runs inside a container.
    Application,
    /// NFS exports.
    Nfs,
    /// Samba shares.
    Samba,
    /// Names and proxies.
    Dns,
    /// Users.
    Users,
    /// Interfaces and addresses of the host, or further ones of a container.
    Network,
    /// The graphics driver.
    Driver,
    /// Virtual machines.
    Machines,
    /// Other settings of the host.
    System,
    /// A key that nothing ever acted on.
    Inert,
}

impl fmt::Display for Topic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Volumes => "volumes",
            Self::Template => "template seal",
            Self::Application => "applications",
            Self::Nfs => "nfs",
            Self::Samba => "samba",
            Self::Dns => "names and proxies",
            Self::Users => "users",
            Self::Network => "network",
            Self::Driver => "graphics driver",
            Self::Machines => "virtual machines",
            Self::System => "system",
            Self::Inert => "inert keys",
        })
    }
}
