//! The script of a feature on the host: where it lies, what it is by its bytes, and why it cannot be run.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Desired, Runs};
use crate::host::{FileKind, Probe, Stat};
use crate::names::FeatureName;
use crate::plan::Digest;

/// Where the scripts lie unless they are named.
const FOLDER: &str = "/usr/local/phoenix_hypervisor/bin/lxc_setup";

/// The executables of a feature that is a folder.
const APPLY: &str = "apply";
const CHECK: &str = "check";

/// The script of a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Script {
    /// It is there and can be run.
    Found(Found),
    /// It is not there, or cannot be run.
    Lacking {
        /// Where it was looked for.
        path: String,
        /// Why it cannot be run, a sentence.
        why: String,
        /// What a person could do.
        remedy: String,
    },
}

/// A script that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What is run.
    pub(super) apply: String,
    /// What tells whether it is installed.
    pub(super) check: Option<String>,
    /// Files that go into the guest with it.
    pub(super) beside: Vec<String>,
    /// What it is, with its inputs and what goes with it; `check` aside, which only looks.
    pub(super) digest: Digest,
}

impl Script {
    /// Returns what tells whether the feature is installed, if it brings that.
    pub(super) fn check(&self) -> Option<&str> {
        match self {
            Self::Found(found) => found.check.as_deref(),
            Self::Lacking { .. } => None,
        }
    }
}

/// Looks for the script of a wish.
pub(super) fn look(wish: &Desired, host: &dyn Probe) -> Result<Script> {
    let path = match &wish.script {
        Some(script) => PathBuf::from(script),
        None => usual_place(&wish.name, host)?,
    };
    if !path.is_absolute() {
        return Ok(lacking(&path, "it is no absolute path", "write the whole path".to_owned()));
    }
    let Some(stat) = host.stat(&path)? else {
        return Ok(lacking(
            &path,
            "there is no such file on this host",
            format!("put the script of {} there", wish.name),
        ));
    };
    if stat.kind == FileKind::Directory { look_into(&path, wish, host) } else { look_at(&path, &stat, wish, host) }
}

fn usual_place(name: &FeatureName, host: &dyn Probe) -> Result<PathBuf> {
    let folder = Path::new(FOLDER).join(name.as_str());
    let is_there = host.stat(&folder.join(APPLY))?.is_some();
    let script = Path::new(FOLDER).join(format!("phoenix_hypervisor_feature_install_{name}.sh"));
    Ok(if is_there { folder } else { script })
}

fn lacking(path: &Path, why: &str, remedy: String) -> Script {
    Script::Lacking { path: path.display().to_string(), why: why.to_owned(), remedy }
}

/// Returns why a file cannot be run on the host.
fn why_not_run(path: &Path, stat: &Stat) -> Option<Script> {
    if stat.kind != FileKind::File {
        return Some(lacking(path, "it is no file", "name a script".to_owned()));
    }
    (stat.mode & 0o111 == 0).then(|| lacking(path, "it is not executable", format!("`chmod +x {}`", path.display())))
}

/// The digest of a script without inputs is what `sha1sum` prints of it.
fn look_at(path: &Path, stat: &Stat, wish: &Desired, host: &dyn Probe) -> Result<Script> {
    if wish.runs == Runs::Host
        && let Some(lacking) = why_not_run(path, stat)
    {
        return Ok(lacking);
    }
    let Some(mut bytes) = host.read(path)? else {
        return Ok(lacking(path, "it vanished while it was looked at", "run again".to_owned()));
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut beside = Vec::new();
    for name in &wish.beside {
        let file = folder.join(name);
        if let Some(more) = host.read(&file)? {
            bytes.extend_from_slice(&more);
            beside.push(file.display().to_string());
        }
    }
    bytes.extend_from_slice(inputs(wish).as_bytes());
    let apply = path.display().to_string();
    Ok(Script::Found(Found { apply, check: None, beside, digest: Digest::of(&bytes) }))
}

/// Of a folder every file in it is part of the feature, but `check`.
fn look_into(folder: &Path, wish: &Desired, host: &dyn Probe) -> Result<Script> {
    if wish.runs == Runs::Guest {
        let remedy = "name a script, or let it run on the host".to_owned();
        return Ok(lacking(folder, "it is a folder, and only a script is copied into a guest", remedy));
    }
    let (apply, check) = (folder.join(APPLY), folder.join(CHECK));
    let Some(stat) = host.stat(&apply)? else {
        return Ok(lacking(
            &apply,
            "there is no such file on this host",
            "put the executable `apply` there".to_owned(),
        ));
    };
    let has_check = host.stat(&check)?;
    let wrong = why_not_run(&apply, &stat).or_else(|| why_not_run(&check, has_check.as_ref()?));
    if let Some(lacking) = wrong {
        return Ok(lacking);
    }
    let mut names = host.list(folder)?.unwrap_or_default();
    names.sort();
    let mut parts = String::new();
    for name in names.iter().filter(|name| *name != CHECK) {
        let file = folder.join(name);
        if host.stat(&file)?.is_some_and(|stat| stat.kind == FileKind::File) {
            let bytes = host.read(&file)?.unwrap_or_default();
            parts.push_str(&format!("{} {name}\n", Digest::of(&bytes).as_str()));
        }
    }
    parts.push_str(&inputs(wish));
    let check = has_check.map(|_| check.display().to_string());
    let apply = apply.display().to_string();
    Ok(Script::Found(Found { apply, check, beside: Vec::new(), digest: Digest::of(parts.as_bytes()) }))
}

/// No name has `=`, so no two different inputs read the same.
fn inputs(wish: &Desired) -> String {
    wish.inputs.iter().map(|(name, value)| format!("\n{name}={}:{value}", value.len())).collect()
}
