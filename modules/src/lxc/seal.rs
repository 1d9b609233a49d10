//! The seal: `pct template` makes a container a template, which cannot be taken back.

use super::Desired;
use super::finish::{Finish, disks};
use super::life::refusal;
use super::wish::State;
use crate::command::Command;
use crate::plan::{Change, IS_TEMPLATE, Refusal, Risk, Step};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Types of storages whose volumes are files. PVE::API2::LXC asks whether the storage has a path, before anything else.
const DIRECTORIES: [&str; 6] = ["btrfs", "cephfs", "cifs", "dir", "glusterfs", "nfs"];

/// Types of storages whose volumes cannot become base volumes (pve-storage 9.1.7).
const WITHOUT_TEMPLATES: [&str; 4] = ["esxi", "iscsi", "iscsidirect", "lvm"];

/// Adds the seal if it is wished and missing; `config` is the container when all else is as wished.
pub(super) fn add(
    finish: &mut Finish,
    desired: &Desired,
    config: &Config,
    is_running: bool,
    types: &dyn Fn(&str) -> Option<String>,
) {
    match (desired.is_template, config.is_set("template")) {
        (None, _) | (Some(true), true) | (Some(false), false) => {}
        (Some(false), true) => finish.refusals.push(refuse_unsealing(desired)),
        (Some(true), false) => match obstacle(desired, config, is_running, types) {
            Some(obstacle) => finish.refusals.push(obstacle),
            None => finish.steps.push(seal(desired)),
        },
    }
}

fn seal(desired: &Desired) -> Step {
    let change = Change::new(IS_TEMPLATE, Some("a container".to_owned()), Some("a template".to_owned()));
    let command = Command::new("pct").args(["template", &desired.ctid.to_string()]);
    Step::run(command, vec![change.risking(Risk::Irreversible)]).crowning()
}

fn refuse_unsealing(desired: &Desired) -> Refusal {
    let remedy = format!("clone it in full (`pct clone {} NEW --full`), or wish what it is", desired.ctid);
    refusal(
        IS_TEMPLATE,
        "a container",
        "a template",
        "a template stays one: its disks are the base of its clones",
        remedy,
    )
}

/// Asks what `pct template` asks, in its order and words (pve-container 6.1).
fn obstacle(
    desired: &Desired,
    config: &Config,
    is_running: bool,
    types: &dyn Fn(&str) -> Option<String>,
) -> Option<Refusal> {
    let ctid = desired.ctid;
    let refuse =
        |found: String, why: &str, remedy: String| Some(refusal(IS_TEMPLATE, "a template", found, why, remedy));
    if !config.snapshots.is_empty() {
        let names: Vec<&str> = config.snapshots.keys().map(String::as_str).collect();
        let commands: Vec<String> = names.iter().map(|name| format!("`pct delsnapshot {ctid} {name}`")).collect();
        let why = "unable to create template, because CT contains snapshots";
        let remedy = format!("if nobody needs them: {}; then run again", commands.join(", "));
        return refuse(format!("snapshots {}", names.join(", ")), why, remedy);
    }
    let will_run = match desired.state {
        State::Running => true,
        State::Stopped => false,
        State::Present | State::Absent => is_running,
    };
    if will_run {
        let why = "you can't convert a CT to template if the CT is running";
        return refuse("running".to_owned(), why, format!("`pct shutdown {ctid}`, or wish it stopped; then run again"));
    }
    disks(config).find_map(|(option, volume)| {
        let Some((storage, _)) = volume.split_once(':').filter(|_| !volume.starts_with('/')) else {
            let remedy = format!("take {option} away: a template has volumes of storages only");
            return refuse(format!("{option} {volume}"), &format!("unable to parse volume ID '{volume}'"), remedy);
        };
        let kind = types(storage)?;
        let found = format!("{option} lies on {storage}, a storage of type {kind}");
        let remedy = format!("`pct move-volume {ctid} {option} STORAGE` moves it to a zfspool, lvmthin or rbd storage");
        if DIRECTORIES.contains(&kind.as_str()) {
            let why = format!("Directory storage '{storage}' does not support container templates!");
            return refuse(found, &why, remedy);
        }
        let is_without = WITHOUT_TEMPLATES.contains(&kind.as_str());
        is_without
            .then(|| refuse(found, &format!("Template feature is not available for '{volume}'"), remedy))
            .flatten()
    })
}

/// Puts the seal that a wish sets into a configuration, as it will be: `subvol-900-disk-0` becomes `basevol-900-disk-0`.
pub(super) fn put_in(config: &mut Config, wished: &Desired) {
    if wished.is_template != Some(true) || config.is_set("template") {
        return;
    }
    config.main.settings.insert("template".to_owned(), "1".to_owned());
    if let Some(rootfs) = config.main.settings.get_mut("rootfs") {
        *rootfs = PropertyString::parse(rootfs).to_string().replacen(":subvol-", ":basevol-", 1);
    }
}
