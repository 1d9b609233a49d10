//! Graphics cards in a container: NVIDIA's device nodes, as devices of Proxmox (`devN`), or as the raw lines that mean the same.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use super::settings::{Compared, Difference, Felt};
use super::{Desired, Device, devices};
use crate::host::Probe;
use crate::plan::Change;
use crate::pve::guest_config::Config;

/// What every card needs beside its own node (`nvidia0`).
const SHARED: [&str; 3] = ["/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"];

/// The kernel's number of `nvidia0`, `nvidiactl` and `nvidia-modeset` (devices.txt); that of `nvidia-uvm` is drawn at boot.
const MAJOR: u32 = 195;

/// The number of `nvidia-uvm` that the set-up of before always wrote.
const GUESSED_MAJOR: u32 = 243;

/// Whoever is in the guest may use the card: its users are mapped to no group of the host.
const MODE: &str = "0666";

const ENTRY: &str = "lxc.mount.entry";
const ALLOW: &str = "lxc.cgroup2.devices.allow";

/// How to get the nodes of the cards.
pub(super) const REMEDY: &str =
    "`nvidia-modprobe -u -c=0` loads the driver and makes its nodes; `nvidia-smi` lists the cards there are";

/// What the host has to do with it, as far as it was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OnHost {
    /// Nodes that are not there: no device is made of them.
    pub(super) missing: BTreeSet<String>,
    /// The kernel's number of `nvidia-uvm`; `None` if the driver is not loaded, or nobody looked.
    pub(super) uvm_major: Option<u32>,
}

/// Reads the number of `nvidia-uvm` where the kernel lists its drivers: `508 nvidia-uvm`.
pub(super) fn uvm_major(host: &dyn Probe) -> Result<Option<u32>> {
    let text = host.read(Path::new("/proc/devices"))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let characters = text.split("Block devices:").next().unwrap_or_default();
    let named = |line: &str| line.trim().split_once(' ').filter(|(_, name)| *name == "nvidia-uvm")?.0.parse().ok();
    Ok(characters.lines().find_map(named))
}

/// Returns the nodes that the wished cards need.
pub(super) fn nodes(desired: &Desired) -> Vec<String> {
    let cards = desired.gpu_assignment.as_deref().unwrap_or_default();
    if cards.is_empty() {
        return Vec::new();
    }
    let own = cards.iter().map(|card| format!("/dev/nvidia{card}"));
    own.chain(SHARED.map(str::to_owned)).collect()
}

/// Returns the devices that are wished, those of the cards among them that no raw line gives.
pub(super) fn with_cards(desired: &Desired, config: &Config) -> Vec<Device> {
    let mut devices: Vec<Device> = desired.devices.iter().flatten().cloned().collect();
    let lines = Lines::of(desired, config);
    for node in nodes(desired) {
        let is_wished = devices.iter().any(|device| device.path.as_ref() == Some(&node));
        if !is_wished && !lines.given.contains(&node) && !desired.cards_on_host.missing.contains(&node) {
            devices.push(Device { path: Some(node), mode: Some(MODE.to_owned()), ..Device::default() });
        }
    }
    devices
}

/// Takes away the devices of cards that are not assigned any more.
pub(super) fn compare(desired: &Desired, config: &Config, compared: &mut Compared) {
    let Some(cards) = &desired.gpu_assignment else { return };
    let wished = with_cards(desired, config);
    for (number, text) in config.series("dev") {
        let path = devices::path_of(text).unwrap_or_default();
        let is_wished = wished.iter().any(|device| device.path.as_ref() == Some(&path));
        if is_wished || !is_left_over(&path, cards) {
            continue;
        }
        let option = format!("dev{number}");
        let change = Change::new(&option, Some(text.to_owned()), None).felt(Felt::AtRestart.effect());
        compared.differences.push(Difference { option, typed: None, changes: vec![change] });
    }
}

/// Returns whether a node of NVIDIA's is of a card that is not assigned, or of no use without one.
fn is_left_over(path: &str, cards: &[u32]) -> bool {
    let Some(rest) = path.strip_prefix("/dev/nvidia") else { return false };
    match rest.parse::<u32>() {
        Ok(card) => !cards.contains(&card),
        Err(_) => cards.is_empty(),
    }
}

/// Returns whether raw lines with this key can be about cards.
pub(super) fn may_be_of_a_card(key: &str) -> bool {
    key == ENTRY || key == ALLOW
}

/// The raw lines of a container that are about graphics cards.
pub(super) struct Lines {
    cards: Vec<u32>,
    uvm_major: u32,
    /// Wished nodes that raw lines give: mounted, and allowed by their number.
    given: BTreeSet<String>,
    /// Nodes that raw lines mount and go on mounting.
    mounted: BTreeSet<String>,
}

impl Lines {
    pub(super) fn of(desired: &Desired, config: &Config) -> Self {
        let cards = desired.gpu_assignment.clone().unwrap_or_default();
        let uvm_major = desired.cards_on_host.uvm_major.unwrap_or(GUESSED_MAJOR);
        let lines = &config.main.raw;
        let allows = |node: &str| {
            let (major, minor) = number(node, uvm_major);
            let is_it = |value: &str| {
                allowed(value).is_some_and(|(kind_major, kind_minor)| {
                    kind_major == major && (kind_minor.is_none() || minor.is_none() || kind_minor == minor)
                }) || value.trim() == "a"
            };
            lines.iter().any(|(key, value)| key == ALLOW && is_it(value))
        };
        let mounts: BTreeSet<String> =
            lines.iter().filter(|(key, _)| key == ENTRY).filter_map(|(_, value)| mounted(value)).collect();
        let wished = nodes(desired);
        let given: BTreeSet<String> =
            wished.iter().filter(|node| mounts.contains(*node) && allows(node)).cloned().collect();
        let goes = |node: &String| is_left_over(node, &cards) || (wished.contains(node) && !given.contains(node));
        let mounted = mounts.into_iter().filter(|node| !goes(node)).collect();
        Self { cards, uvm_major, given, mounted }
    }

    /// Returns whether a line is about graphics cards.
    pub(super) fn is_of_a_card(&self, (key, value): &(String, String)) -> bool {
        match key.as_str() {
            ENTRY => mounted(value).is_some(),
            ALLOW => allowed(value).is_some_and(|(major, _)| self.is_of_driver(major)),
            _ => false,
        }
    }

    fn is_of_driver(&self, major: u32) -> bool {
        [MAJOR, GUESSED_MAJOR, self.uvm_major].contains(&major)
    }

    /// Returns whether a line about cards is of none that is assigned, or does not do what it was written for.
    pub(super) fn goes(&self, (key, value): &(String, String)) -> bool {
        if key == ENTRY {
            return mounted(value).is_none_or(|node| !self.mounted.contains(&node));
        }
        let Some((major, minor)) = allowed(value) else { return false };
        let is_of_other_card = major == MAJOR && minor.is_some_and(|minor| minor < 128 && !self.cards.contains(&minor));
        let serves = |node: &String| number(node, self.uvm_major).0 == major;
        is_of_other_card || !self.mounted.iter().any(serves)
    }
}

/// Returns the kernel's number of a node; the second part only where it is known.
fn number(node: &str, uvm_major: u32) -> (u32, Option<u32>) {
    match node.strip_prefix("/dev/nvidia").unwrap_or_default() {
        "ctl" => (MAJOR, Some(255)),
        "-modeset" => (MAJOR, Some(254)),
        "-uvm" => (uvm_major, Some(0)),
        "-uvm-tools" => (uvm_major, Some(1)),
        card => (MAJOR, card.parse().ok()),
    }
}

/// Returns the node of NVIDIA's that an entry mounts at its own place: `/dev/nvidia0 dev/nvidia0 none bind`.
fn mounted(entry: &str) -> Option<String> {
    let mut words = entry.split_whitespace();
    let (source, target) = (words.next()?, words.next()?);
    let is_own = source.starts_with("/dev/nvidia") && target.trim_start_matches('/') == source.trim_start_matches('/');
    is_own.then(|| source.to_owned())
}

/// Returns the number that a rule is about, `c 195:* rwm`; all seconds if it says so.
fn allowed(rule: &str) -> Option<(u32, Option<u32>)> {
    let numbers = rule.trim().strip_prefix("c ")?.split_whitespace().next()?;
    let (major, minor) = numbers.split_once(':')?;
    Some((major.parse().ok()?, if minor == "*" { None } else { Some(minor.parse().ok()?) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config;

    const OLD: &str = "dev0: /dev/kvm\nlxc.mount.entry: /dev/nvidiactl dev/nvidiactl none bind,optional,create=file\n\
        lxc.mount.entry: /dev/nvidia-uvm dev/nvidia-uvm none bind,optional,create=file\n\
        lxc.mount.entry: /dev/nvidia-uvm-tools dev/nvidia-uvm-tools none bind,optional,create=file\n\
        lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file\n\
        lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file\n\
        lxc.cgroup2.devices.allow: c 195:* rwm\nlxc.cgroup2.devices.allow: c 243:* rwm\n";

    fn wish(cards: &str, uvm_major: u32) -> Desired {
        let mut desired: Desired =
            serde_json::from_str(&format!(r#"{{"ctid": 101, "gpu_assignment": {cards}}}"#)).unwrap();
        desired.cards_on_host.uvm_major = Some(uvm_major);
        desired
    }

    fn paths(cards: &str, uvm_major: u32) -> Vec<String> {
        let devices = with_cards(&wish(cards, uvm_major), &guest_config::parse(OLD));
        devices.into_iter().filter_map(|device| device.path).collect()
    }

    fn left(cards: &str, uvm_major: u32) -> Vec<String> {
        let config = guest_config::parse(OLD);
        let lines = Lines::of(&wish(cards, uvm_major), &config);
        let left = config.main.raw.iter().filter(|line| !(lines.is_of_a_card(line) && lines.goes(line)));
        left.map(|(_, value)| value.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn lines_of_before_that_mean_the_same_count() {
        assert!(paths("[0]", 243).is_empty());
        assert_eq!(left("[0]", 243).len(), 7);
    }

    #[test]
    fn what_a_guessed_number_does_not_open_is_given_as_a_device() {
        assert_eq!(paths("[0]", 508), ["/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"]);
        assert_eq!(
            left("[0]", 508),
            ["/dev/nvidiactl dev/nvidiactl", "/dev/nvidia0 dev/nvidia0", "/dev/fuse dev/fuse", "c 195:*"]
        );
    }

    #[test]
    fn a_card_that_is_assigned_elsewhere_goes_and_the_shared_nodes_stay() {
        assert_eq!(paths("[1]", 243), ["/dev/nvidia1"]);
        assert!(!left("[1]", 243).contains(&"/dev/nvidia0 dev/nvidia0".to_owned()));
        assert_eq!(left("[1]", 243).len(), 6);
    }

    #[test]
    fn without_a_card_nothing_of_them_stays() {
        assert!(paths("[]", 243).is_empty());
        assert_eq!(left("[]", 243), ["/dev/fuse dev/fuse"]);
    }

    #[test]
    fn devices_of_other_cards_are_deleted() {
        let config = guest_config::parse(
            "dev0: /dev/nvidia0,mode=0666\ndev1: path=/dev/nvidia1\ndev2: /dev/nvidiactl\ndev3: /dev/kvm\n",
        );
        let deleted = |cards: &str| {
            let mut compared = Compared::default();
            compare(&wish(cards, 243), &config, &mut compared);
            compared.differences.into_iter().map(|difference| difference.option).collect::<Vec<_>>()
        };
        assert_eq!(deleted("[1]"), ["dev0"]);
        assert_eq!(deleted("[]"), ["dev0", "dev1", "dev2"]);
    }
}
