//! What a container's isolation, its cards, its interfaces and its start need of the host: profiles that are loaded, ids that
//! root may map, device nodes, bridges.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use super::ids::ID_MAP;
use super::life::refusal;
use super::settings::{self, not_taken};
use super::started::PROFILE;
use super::wish::Restart;
use super::{Desired, Guest, Origin, State, bridges, devices, graphics, idmap, raw};
use crate::host::Probe;
use crate::plan::{Effect, Note, NoteKind, Plan, RESTART, Refusal};
use crate::pve::guest_config::Config;

/// Where the kernel lists the profiles that are loaded: `NAME (enforce)`.
const PROFILES: &str = "/sys/kernel/security/apparmor/profiles";

/// Words that are no names of profiles (lxc.container.conf(5)).
const NO_NAMES: [&str; 3] = ["generated", "unconfined", "unchanged"];

/// What the host has, as far as the wish or the start asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Readiness {
    /// The profiles that are loaded; `None` if the kernel lists none, or nobody asked.
    profiles: Option<BTreeSet<String>>,
    /// Why root may not map the wished ids, and what to do.
    ids: Option<(String, String)>,
    /// Whether nodes are there, by path.
    nodes: BTreeMap<String, bool>,
    uvm_major: Option<u32>,
    /// Bridges that the host has not, by the interface that names them.
    bridges: bridges::Named,
    /// The container is to be started.
    starts: bool,
    /// The container is to be started anew if what is changed waits for that.
    restarts: bool,
}

/// Looks for what the wish asks for, and for what the container needs that is to be started.
pub(super) fn inspect(
    desired: &Desired,
    guest: &Guest,
    origin: Option<&Origin>,
    host: &dyn Probe,
) -> Result<Readiness> {
    let mut ready = Readiness::default();
    let is_running = matches!(guest, Guest::Here { is_running: true, .. });
    ready.starts = desired.state == State::Running && !is_running;
    ready.restarts = match desired.restart {
        Restart::Never => false,
        Restart::IfNeeded => is_running && matches!(desired.state, State::Present | State::Running),
        Restart::IfStopped => !is_running && desired.state == State::Present,
    };
    let may_start = ready.starts || ready.restarts;
    let (nothing, source) = (Config::default(), origin.and_then(|origin| origin.lineage.first()));
    let present = match (guest, source) {
        // A clone has the interfaces of its source.
        (Guest::Here { config, .. }, _) | (_, Some(Guest::Here { config, .. })) => config,
        _ => &nothing,
    };
    ready.bridges = bridges::missing(bridges::named(desired, present, may_start), host)?;
    let starting = match guest {
        Guest::Here { config, .. } if may_start => Some(config),
        _ => None,
    };
    let present = starting.and_then(|config| present_profile(config));
    if names_profile(wished_profile(desired)) || names_profile(present) {
        ready.profiles = profiles(host)?;
    }
    if let Some(values) = raw::values(desired, ID_MAP) {
        ready.ids = idmap::why_not_allowed(&values, host)?;
    }
    let nodes = graphics::nodes(desired);
    if desired.gpu_assignment.is_some() {
        ready.uvm_major = graphics::uvm_major(host)?;
    }
    let of_start = starting.into_iter().flat_map(|config| paths(config));
    for path in nodes.into_iter().chain(of_start) {
        let is_there = host.stat(Path::new(&path))?.is_some();
        ready.nodes.insert(path, is_there);
    }
    Ok(ready)
}

/// Returns the nodes that a container cannot start without.
fn paths(config: &Config) -> Vec<String> {
    config.series("dev").into_values().filter_map(devices::path_of).collect()
}

fn names_profile(name: Option<String>) -> bool {
    name.is_some_and(|name| !NO_NAMES.contains(&name.as_str()))
}

fn wished_profile(desired: &Desired) -> Option<String> {
    raw::values(desired, PROFILE)?.pop()
}

fn present_profile(config: &Config) -> Option<String> {
    config.main.raw.iter().rfind(|(key, _)| key == PROFILE).map(|(_, name)| name.clone())
}

fn profiles(host: &dyn Probe) -> Result<Option<BTreeSet<String>>> {
    let Some(bytes) = host.read(Path::new(PROFILES))? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let name = |line: &str| line.rsplit_once(" (").map_or(line, |(name, _)| name).to_owned();
    Ok(Some(text.lines().map(name).collect()))
}

impl Readiness {
    /// Returns the wish without what the host does not give it, and the refusals of that.
    ///
    /// `is_set` tells that `pct set` will be typed, and not `pct create`.
    pub(super) fn without(&self, mut wish: Desired, config: &Config, is_set: bool) -> (Desired, Vec<Refusal>) {
        let mut refusals = bridges::take(&mut wish, config, &self.bridges, is_set);
        refusals.extend(self.take_profile(&mut wish));
        if let Some((why, remedy)) = &self.ids {
            let values = raw::values(&wish, ID_MAP).unwrap_or_default();
            refusals.push(not_taken("id_maps", &values.join(", "), why.clone(), remedy.clone()));
            raw::take_away(&mut wish, ID_MAP);
        }
        refusals.extend(self.take_cards(&mut wish, config));
        refusals.extend(self.take_start(&mut wish, config));
        (wish, refusals)
    }

    /// Returns why a container with this profile would not start.
    fn why_not_confined_by(&self, name: &str) -> Option<(String, String)> {
        if NO_NAMES.contains(&name) {
            return None;
        }
        let remedy = format!(
            "`apparmor_parser -r /etc/apparmor.d/{name}` loads it from its file; `aa-status` lists those there are"
        );
        match &self.profiles {
            None => Some((format!("{PROFILES} is not there: AppArmor is not active"), remedy)),
            Some(loaded) => (!loaded.contains(name))
                .then(|| (format!("the profile {name} is not loaded: the container would not start"), remedy)),
        }
    }

    fn take_profile(&self, wish: &mut Desired) -> Option<Refusal> {
        let name = wished_profile(wish)?;
        let (why, remedy) = self.why_not_confined_by(&name)?;
        raw::take_away(wish, PROFILE);
        Some(not_taken("apparmor_profile", &name, why, remedy))
    }

    fn take_cards(&self, wish: &mut Desired, config: &Config) -> Vec<Refusal> {
        wish.cards_on_host.uvm_major = self.uvm_major;
        let is_missing = |path: &String| self.nodes.get(path) == Some(&false);
        let is_there = |path: &String| {
            config.series("dev").into_values().any(|text| devices::path_of(text).as_ref() == Some(path))
        };
        let needed = graphics::with_cards(wish, config);
        let needed: BTreeSet<String> = needed.into_iter().filter_map(|device| device.path).collect();
        let nodes = graphics::nodes(wish).into_iter().filter(|node| needed.contains(node));
        let missing: BTreeSet<String> = nodes.filter(|node| is_missing(node) && !is_there(node)).collect();
        let refuse = |node: &String| {
            not_taken("gpu_assignment", node, format!("Device {node} does not exist"), graphics::REMEDY.to_owned())
        };
        let refusals = missing.iter().map(refuse).collect();
        wish.cards_on_host.missing = missing;
        refusals
    }

    /// Warns of what nothing is refused for by now: the next start will be.
    pub(super) fn note(&self, refusals: &[Refusal]) -> Option<Note> {
        let is_told = refusals.iter().any(|refusal| refusal.property == "state");
        bridges::note(&self.bridges, refusals).filter(|_| !is_told)
    }

    fn take_start(&self, wish: &mut Desired, config: &Config) -> Option<Refusal> {
        if !self.starts && !self.restarts {
            return None;
        }
        let (why, remedy) = self.why_not_started(wish, config)?;
        wish.restart = Restart::Never;
        if !self.starts {
            return None;
        }
        wish.state = State::Present;
        Some(refusal("state", "running", "not running", why, remedy))
    }

    /// Proxmox would refuse the start for a device or a bridge, LXC for a profile, and none says what to do.
    fn why_not_started(&self, wish: &Desired, config: &Config) -> Option<(String, String)> {
        let differences = settings::compare(wish, config).differences;
        let then = raw::applied(settings::applied(config.clone(), &differences), wish);
        let missing = paths(&then).into_iter().find(|path| self.nodes.get(path) == Some(&false));
        let device = missing.map(|path| {
            let is_card = path.starts_with("/dev/nvidia");
            let other = "load its driver, or plug it in; `ls -l /dev` shows what there is";
            (format!("Device {path} does not exist"), if is_card { graphics::REMEDY } else { other }.to_owned())
        });
        let profile = || present_profile(&then).and_then(|name| self.why_not_confined_by(&name));
        let bridge = || bridges::why_not_started(&self.bridges);
        device.or_else(profile).or_else(bridge)
    }

    /// Returns why a container that something waits in is not restarted: it would not come up again.
    /// `restart` is what is wished, `wish` what the host gives.
    pub(super) fn refuse_restart(
        &self,
        restart: Restart,
        wish: &Desired,
        config: &Config,
        plan: &Plan,
    ) -> Option<Refusal> {
        let waits = plan.notes.iter().any(|note| note.kind == NoteKind::WaitsForRestart)
            || plan.changes().any(|change| change.effect == Effect::AtRestart);
        let is_due = if restart == Restart::IfStopped { !plan.steps.is_empty() } else { waits };
        if !self.restarts || !is_due {
            return None;
        }
        let (why, remedy) = self.why_not_started(wish, config)?;
        let found = "left as it is, for it would not start";
        Some(refusal(RESTART, "a restart", found, why, remedy))
    }
}

#[cfg(test)]
mod tests;
