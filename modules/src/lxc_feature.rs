//! `phoenix_lxc_feature`: what scripts install in containers. Whether something is installed is read in the guest itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Result, bail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command;
use crate::host::Probe;
use crate::names::{Ctid, FeatureName};
use crate::plan::Plan;
use crate::pve::guest::{self, Guest, Guests};
use crate::pve::storage::{self, Storages};
use crate::resource::{self, Now, OnlyPresent, Resource};

mod install;
mod script;
pub mod stamp;
mod verdict;

use script::Script;
use stamp::Stamps;

/// How long a script may take unless it is said: a driver is compiled, a model fetched.
const TIME_LIMIT: u64 = 60 * 60;

/// What scripts install in containers.
pub struct LxcFeature;

/// A feature as it is wished in a container.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The container's id; the script's only argument.
    pub ctid: Ctid,
    /// What is installed: `docker`.
    pub name: FeatureName,
    /// `present`; nothing is ever uninstalled.
    #[serde(default)]
    pub state: OnlyPresent,
    /// The script, or a folder with the executables `apply` and `check`; an absolute path on the host. Not given: in
    /// `/usr/local/phoenix_hypervisor/bin/lxc_setup` the folder `NAME`, else `phoenix_hypervisor_feature_install_NAME.sh`.
    #[serde(default)]
    pub script: Option<String>,
    /// Where the script runs: on the `host`, or in the `guest`, into which it is copied.
    #[serde(default)]
    pub runs: Runs,
    /// Files of the script's folder that are copied into the guest with it; those that are not there are passed by.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Variables of the script's environment. What they say counts as part of the script: if it changes, the script has changed.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// Variables of the script's environment that nobody is shown, and that do not count as part of it.
    #[serde(default)]
    #[schemars(extend("x-no-log" = true))]
    pub secrets: BTreeMap<String, String>,
    /// The guest has just been made, or is to be treated so: what it has no stamp of is not installed.
    #[serde(default)]
    pub fresh: bool,
    /// Features that come after this one. In a fresh guest they are noted before the script runs: if that is as far as it gets, the
    /// next run knows that they are not installed.
    #[serde(default)]
    pub followed_by: Vec<FeatureName>,
    /// What is there is taken for what is wished: by its `check`, or without one on trust.
    #[serde(default)]
    pub adopt: bool,
    /// What happens when the script is not the one that was run: `report` it, or `run` it again.
    #[serde(default)]
    pub on_change: OnChange,
    /// How long the script may take, in seconds.
    #[serde(default = "time_limit")]
    pub timeout_seconds: u64,
    /// What earlier tasks of a run will have done; given by phoenix-run alone.
    #[serde(default)]
    #[schemars(extend("x-internal" = true))]
    pub expecting: Expecting,
}

/// Where a script runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// On the host, with the container's id.
    #[default]
    Host,
    /// In the guest, with the container's id.
    Guest,
}

/// What happens when the script is not the one that was run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnChange {
    /// It is said, and the script is not run.
    #[default]
    Report,
    /// It is run again.
    Run,
}

/// What earlier tasks of a run will have done when this one's turn comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expecting {
    /// The container is there.
    pub guest: bool,
    /// It runs.
    pub running: bool,
    /// It is a clone, and its source has the feature.
    pub inherited: bool,
    /// It is a clone.
    pub cloned: bool,
}

fn time_limit() -> u64 {
    TIME_LIMIT
}

impl Desired {
    fn time_limit(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.max(1))
    }
}

/// A feature as the host and the guest tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    guest: Guest,
    script: Script,
    stamps: Stamps,
    /// What its `check` says; `None` if it has none, or the guest does not run.
    check: Option<bool>,
    /// An earlier task of the run clones the guest from one that has the feature.
    comes_with_source: bool,
    /// Those that follow it in a fresh guest and have no stamp at all.
    unnoted: Vec<FeatureName>,
}

impl Resource for LxcFeature {
    const MODULE: &'static str = "phoenix_lxc_feature";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("feature/{}/{}", desired.ctid, desired.name)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        if desired.is_empty() {
            return Vec::new();
        }
        let guests = match Guests::look(host) {
            Ok(guests) => guests,
            Err(error) => return resource::fail_each(desired, &error),
        };
        let look = Look { host, guests, storages: std::cell::OnceCell::new() };
        desired.iter().map(|wish| look.at(wish)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        verdict::compare(desired, observed)
    }

    fn describe(observed: &Observed) -> Now {
        verdict::describe(observed)
    }
}

/// What is looked at once for all features of a call.
struct Look<'a> {
    host: &'a dyn Probe,
    guests: Guests,
    storages: std::cell::OnceCell<Rc<Storages>>,
}

impl Look<'_> {
    fn at(&self, wish: &Desired) -> Result<Observed> {
        check_variables(wish)?;
        let guest = self.guests.guest(wish.ctid, self.host)?;
        let script = script::look(wish, self.host)?;
        let check = match &guest {
            Guest::Here(here) if here.is_running => self.check(wish, &script)?,
            _ => None,
        };
        let stamps = self.stamps_of(&guest, wish)?;
        let stamp = |name: &FeatureName| {
            let stamp = stamps.as_ref().map(|stamps| stamps.read(name, self.host)).transpose()?;
            Ok::<_, anyhow::Error>(stamp.unwrap_or_default())
        };
        let mut unnoted = Vec::new();
        for name in wish.followed_by.iter().filter(|_| wish.fresh || wish.expecting.guest) {
            let has_none = !stamp(name)?.tell_something();
            unnoted.extend(has_none.then(|| name.clone()));
        }
        let stamps = stamp(&wish.name)?;
        let comes_with_source = guest == Guest::Absent && wish.expecting.guest && wish.expecting.inherited;
        Ok(Observed { guest, script, stamps, check, comes_with_source, unnoted })
    }

    /// Returns where the stamps of a guest are seen; `None` if there is no guest.
    fn stamps_of(&self, guest: &Guest, wish: &Desired) -> Result<Option<stamp::Place>> {
        Ok(match guest {
            Guest::Here(here) if here.is_running => {
                Some(stamp::Place::Running(guest::root_when_running(wish.ctid, self.host)?))
            }
            Guest::Here(here) => {
                Some(stamp::Place::Stopped(guest::root_when_stopped(here, &*self.storages()?, self.host)?))
            }
            Guest::Absent | Guest::Elsewhere(_) => None,
        })
    }

    /// 0 is installed, 1 is not; whatever else it says is no answer (law 7).
    fn check(&self, wish: &Desired, script: &Script) -> Result<Option<bool>> {
        let Some(check) = script.check() else { return Ok(None) };
        let query = command::feature_check(check, wish.ctid);
        let output = self.host.query(&query)?;
        match output.status {
            Some(0) => Ok(Some(true)),
            Some(1) => Ok(Some(false)),
            _ => bail!(
                "`{query}` said: {} ({}); 0 is installed, 1 is not installed, and nothing else is an answer",
                output.said(),
                output.ending()
            ),
        }
    }

    fn storages(&self) -> Result<Rc<Storages>> {
        if let Some(storages) = self.storages.get() {
            return Ok(Rc::clone(storages));
        }
        let read = Rc::new(storage::inspect(self.host)?);
        Ok(Rc::clone(self.storages.get_or_init(|| read)))
    }
}

/// A variable that no shell could read is a slip.
fn check_variables(wish: &Desired) -> Result<()> {
    let is_name = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    if let Some(name) = wish.inputs.keys().chain(wish.secrets.keys()).find(|name| !is_name(name)) {
        bail!("{name:?} is no name of a variable (letters, digits and `_`, no digit first)");
    }
    if let Some((name, _)) = wish.inputs.iter().chain(&wish.secrets).find(|(_, value)| value.contains('\0')) {
        bail!("the variable {name} has a zero byte, which no environment can carry");
    }
    let is_inside = |name: &String| Path::new(name).file_name().is_some_and(|own| own == name.as_str());
    if let Some(name) = wish.beside.iter().find(|name| !is_inside(name)) {
        bail!("{name:?} is no name of a file of the script's folder");
    }
    Ok(())
}
