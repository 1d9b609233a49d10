//! Whose a directory of the host is that a mount point shows, in ids of the host, and its mode.

use super::MountPoint;
use super::directories::directory;
use super::ids::Ids;
use super::settings::not_taken;
use crate::command::Command;
use crate::host::{FileKind, Stat};
use crate::plan::{Change, Effect, Note, NoteKind, Refusal, Risk, Step};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// The mode of a directory that is made and has no other wished.
const USUAL_MODE: u32 = 0o755;

/// Whom a directory is wished to belong to, in ids of the host, and its mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    uid: Option<u32>,
    gid: Option<u32>,
    /// Who owns it if it is made and nobody else is wished: the guest's root.
    root: (u32, u32),
    mode: Option<u32>,
}

impl Owner {
    pub(super) fn wished(mount: &MountPoint, option: &str, config: &Config) -> Result<Self, Refusal> {
        let refuse = |key: &str, wanted: String, why: &str, remedy: &str| {
            not_taken(&format!("{option}.{key}"), &wanted, why.to_owned(), remedy.to_owned())
        };
        let needs_ids = mount.create || mount.uid.is_some() || mount.gid.is_some();
        let Some(ids) = ids_of(mount, option, config) else {
            if needs_ids {
                let why = "the mount point has a map of ids of its own (idmap), which says who that is on the host";
                return Err(refuse(
                    "uid",
                    "an owner".to_owned(),
                    why,
                    "make the directory and give it its owner by hand",
                ));
            }
            return Ok(Self { uid: None, gid: None, root: (0, 0), mode: mode_of(mount, option)? });
        };
        let on_host = |key: &str, id: u32| {
            let kind = if key == "uid" { 'u' } else { 'g' };
            let remedy = "wish an id that it has (`lxc.idmap` in its file; 0 to 65535 without any)";
            ids.on_host(kind, id).ok_or_else(|| refuse(key, id.to_string(), "the guest has no such id", remedy))
        };
        let root = if mount.create { (on_host("uid", 0)?, on_host("gid", 0)?) } else { (0, 0) };
        let wished = |key: &str, id: Option<u32>| id.map(|id| on_host(key, id)).transpose();
        Ok(Self { uid: wished("uid", mount.uid)?, gid: wished("gid", mount.gid)?, root, mode: mode_of(mount, option)? })
    }

    /// Returns the steps that give a directory that is there its owner and mode. Who may read what lies in it changes with
    /// that, so it is held until it is allowed.
    pub(super) fn changes(self, source: &str, option: &str, stat: &Stat) -> Vec<Step> {
        let mut steps = Vec::new();
        let (uid, gid) = (self.uid.unwrap_or(stat.uid), self.gid.unwrap_or(stat.gid));
        if (uid, gid) != (stat.uid, stat.gid) {
            let (before, after) = (format!("{}:{}", stat.uid, stat.gid), format!("{uid}:{gid}"));
            let command = Command::new("chown").args([after.as_str(), source]);
            let change = Change::new(&format!("{option}.owner"), Some(before), Some(after)).risking(Risk::Exposes);
            steps.push(Step::run(command, vec![change]));
        }
        if let Some(mode) = self.mode.filter(|mode| *mode != stat.mode) {
            let (before, after) = (format!("{:04o}", stat.mode), format!("{mode:04o}"));
            let command = Command::new("chmod").args([after.as_str(), source]);
            let change = Change::new(&format!("{option}.mode"), Some(before), Some(after)).risking(Risk::Exposes);
            steps.push(Step::run(command, vec![change]));
        }
        steps
    }
}

fn mode_of(mount: &MountPoint, option: &str) -> Result<Option<u32>, Refusal> {
    let Some(text) = &mount.mode else { return Ok(None) };
    let is_octal = text.len() == 4 && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let mode = u32::from_str_radix(text, 8).ok().filter(|_| is_octal);
    let why = || "value does not match the regex pattern".to_owned();
    let refuse =
        || not_taken(&format!("{option}.mode"), text, why(), "it takes four octal digits, \"0750\"".to_owned());
    mode.map(Some).ok_or_else(refuse)
}

/// Returns whose ids those of the mount's files are; `None` if a map of the mount's own says so.
fn ids_of(mount: &MountPoint, option: &str, config: &Config) -> Option<Ids> {
    let standing = config.standing(option).map(PropertyString::parse);
    let standing = standing.as_ref().and_then(|text| text.get("idmap"));
    match mount.idmap.as_deref().or(standing).filter(|map| !map.is_empty()) {
        None => Some(Ids::of(&config.main)),
        Some("passthrough") => Some(Ids::Same),
        Some(_) => None,
    }
}

/// GNU install makes the directories above with root as their owner and mode 0755 (measured with coreutils 9.1).
pub(super) fn make(source: &str, option: &str, owner: Owner) -> Step {
    let (uid, gid) = (owner.uid.unwrap_or(owner.root.0), owner.gid.unwrap_or(owner.root.1));
    let mode = format!("{:04o}", owner.mode.unwrap_or(USUAL_MODE));
    let words = ["-d", "-o", &uid.to_string(), "-g", &gid.to_string(), "-m", &mode, source].map(str::to_owned);
    let change = Change::new(&format!("{option}.directory"), None, Some(format!("{source} of {uid}:{gid}, {mode}")));
    Step::run(Command::new("install").args(words), vec![change.felt(Effect::Created)])
}

pub(super) fn note_strange_owner(mount: &MountPoint, option: &str, stat: &Stat, config: &Config) -> Option<Note> {
    let is_wished = mount.uid.is_some() || mount.gid.is_some() || mount.ro == Some(true);
    let ids = ids_of(mount, option, config).filter(|_| !is_wished)?;
    let (uid, gid) = (stat.uid, stat.gid);
    let source = mount.source.as_deref()?;
    let text = format!(
        "{option}: {source} belongs to {uid}:{gid} of the host, whom this guest does not have: to it that is nobody; whose it shall \
         be can be wished"
    );
    (!ids.has('u', uid) && stat.kind == FileKind::Directory).then(|| Note::new(NoteKind::Info, text))
}

pub(super) fn refuse_owner_of_no_directory(mount: &MountPoint, option: &str) -> Option<Refusal> {
    if directory(mount).is_some() {
        return None;
    }
    let keys = [
        ("create", mount.create),
        ("below", mount.below.is_some()),
        ("uid", mount.uid.is_some()),
        ("gid", mount.gid.is_some()),
        ("mode", mount.mode.is_some()),
    ];
    let (key, _) = keys.into_iter().find(|(_, is_given)| *is_given)?;
    let why = "only a directory of the host, named by `source`, is made or has an owner there".to_owned();
    let wanted = mount.source.as_deref().unwrap_or("a volume");
    Some(not_taken(&format!("{option}.{key}"), wanted, why, "leave it out, or wish a directory".to_owned()))
}
