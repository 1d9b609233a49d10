//! What scripts install in containers, as tasks: one for each feature, in the order of the file, then the application script.
//!
//! Scripts work inside of a running container. One that starts with the host anyway is started before its features. Every other
//! one, and one that clones are made of, is started only while they install, and goes back to how it was found: its two tasks
//! have their turns only if a feature of it wants something.

use std::collections::HashSet;

use phoenix_modules::names::{Ctid, FeatureName};
use phoenix_modules::plan::Refusal;
use serde_json::json;

use super::family::Family;
use super::wishes::Wish;
use super::{Agenda, Drafts, Module, Needs, OnlyIf, Task, finish, firewalls, lxc_id, start_id, task};
use crate::config::{Configuration, Container, Located};
use crate::select::Selection;

/// Where application scripts lie unless they are named by their whole path.
const APPLICATION_SCRIPTS: &str = "/usr/local/phoenix_hypervisor/bin";

/// The name of the feature that is an application script.
const APPLICATION: &str = "application_script";

/// What application scripts read from beside themselves, if it is there.
const UTILITIES: &str = "phoenix_hypervisor_common_utils.sh";

/// The features of one container.
pub(super) struct Features<'a> {
    container: &'a Container,
    has_clones: bool,
    /// Those that its source has, or that of its source.
    inherited: HashSet<String>,
    wished: Vec<(String, &'a Located<String>)>,
}

impl<'a> Features<'a> {
    /// Reads them from the file; a name that stands there twice counts once.
    pub(super) fn of(container: &'a Container, family: &Family, configuration: &'a Configuration) -> Self {
        let mut seen = HashSet::new();
        let features = container.install_features.iter().map(|feature| (feature.value.clone(), feature));
        let application = container.application_script.iter().map(|script| (APPLICATION.to_owned(), script));
        let wished = features.chain(application).filter(|(name, _)| seen.insert(name.clone())).collect();
        let sources =
            family.sources_of(container.ctid).into_iter().filter_map(|source| configuration.container(source));
        let inherited = sources.flat_map(|source| &source.install_features).map(|feature| feature.value.clone());
        let has_clones = !family.clones_of(container.ctid).is_empty();
        Self { container, has_clones, inherited: inherited.collect(), wished }
    }

    /// Returns no features of the container: somebody else takes care of them.
    pub(super) fn none(self) -> Self {
        Self { wished: Vec::new(), ..self }
    }

    /// Returns whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.wished.is_empty()
    }

    /// Returns the names of the tasks that whatever comes after the features stands behind, with what is needed of them: each
    /// feature, then the stop. None if there are no features.
    pub(super) fn ends(&self) -> Vec<(String, Needs)> {
        let mut ends: Vec<(String, Needs)> = self.ids().map(|id| (id, Needs::Existence)).collect();
        if !ends.is_empty() && !self.starts_anyway() {
            ends.push((stop_id(self.container.ctid), Needs::Order));
        }
        ends
    }

    /// Returns the names of the features' tasks.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.wished.iter().map(|(name, _)| id_of(self.container.ctid, name))
    }

    /// Whether the start that the file wishes stands before the features. Clones that are made of no snapshot are made of a stopped
    /// source, and of one that has its features: it is started for these alone, and starts for good behind its clones.
    fn starts_anyway(&self) -> bool {
        let is_started_first = !self.has_clones || finish::before_clones(self.container).is_some();
        is_started_first && super::wishes::of_start(self.container).is_some()
    }

    /// Adds the tasks; `before` are those of the containers that this one depends on.
    pub(super) fn add(&self, drafts: &mut Drafts, before: &[(String, Needs)]) {
        let ctid = self.container.ctid;
        let Some((_, first)) = self.wished.first() else { return };
        let (own, firewall) = (lxc_id(ctid), firewalls::id_of(ctid));
        let mut start = start_id(ctid);
        if !self.starts_anyway() {
            start = start_for_features_id(ctid);
            let task = self.running_task(&start, "running", first);
            let mut after = vec![(own.clone(), Needs::Existence), (firewall, Needs::Settled)];
            after.extend(finish::first_snapshot(self.container));
            after.extend(before.iter().cloned());
            drafts.push_only_if(OnlyIf::Wanted(self.ids().collect()), task, after);
        }
        let mut earlier: Option<String> = None;
        for (name, written) in &self.wished {
            let is_first = earlier.is_none();
            let mut after = vec![(own.clone(), Needs::Existence), (start.clone(), Needs::Settled)];
            after.extend(earlier.map(|earlier| (earlier, Needs::Order)));
            let mut task = self.task(name, written);
            if is_first {
                // Whatever the first one begins, the others are noted to be wanted too.
                let others = self.wished[1..].iter().map(|(name, _)| name.as_str());
                let others = others.filter(|name| name.parse::<FeatureName>().is_ok());
                let others: Vec<&str> = others.filter(|name| !self.inherited.contains(*name)).collect();
                task.wish.insert("followed_by".to_owned(), json!(others));
            }
            task.expecting = Some(
                json!({ "inherited": self.inherited.contains(name), "cloned": self.container.clone_from.is_some() }),
            );
            earlier = Some(task.id.clone());
            drafts.push(task, after);
        }
        if !self.starts_anyway() {
            let mut task = self.running_task(&stop_id(ctid), "stopped", first);
            task.expecting = Some(json!({ "running": true }));
            let features = self.ids().map(|id| (id, Needs::Turn));
            let after = [(own, Needs::Turn), (start.clone(), Needs::Turn)].into_iter().chain(features).collect();
            drafts.push_only_if(OnlyIf::Changed(Some(start)), task, after);
        }
    }

    fn running_task(&self, id: &str, state: &str, written: &Located<String>) -> Task {
        let mut wish = Wish::default();
        wish.fixed("ctid", self.container.ctid);
        wish.fixed("state", state);
        wish.lines.insert("state".to_owned(), written.at);
        self.labelled(task(id.to_owned(), Module::Lxc, wish, written.at))
    }

    fn task(&self, name: &str, written: &Located<String>) -> Task {
        let ctid = self.container.ctid;
        let mut wish = Wish::default();
        wish.fixed("ctid", ctid);
        wish.fixed("name", name);
        if name == APPLICATION && written.key.ends_with(APPLICATION) {
            let script = &written.value;
            let path = if script.starts_with('/') { script.clone() } else { format!("{APPLICATION_SCRIPTS}/{script}") };
            wish.fixed("script", path);
            wish.fixed("runs", "guest");
            wish.fixed("beside", [UTILITIES]);
        }
        let mut task = self.labelled(task(id_of(ctid, name), Module::LxcFeature, wish, written.at));
        task.refusal = name.parse::<FeatureName>().err().map(|error| Refusal {
            property: written.key.clone(),
            wanted: name.to_owned(),
            found: "no name of a script".to_owned(),
            why: error.to_string(),
            remedy: "correct the name; features of Proxmox are written in `pct_options`".to_owned(),
        });
        task
    }

    fn labelled(&self, mut task: Task) -> Task {
        task.label = self.container.hostname.as_ref().map(|name| name.value.to_string());
        // One thing at a time is done in a container.
        task.exclusive.push(lxc_id(self.container.ctid));
        task
    }
}

fn id_of(ctid: Ctid, name: &str) -> String {
    format!("feature/{ctid}/{name}")
}

fn start_for_features_id(ctid: Ctid) -> String {
    format!("{} start for features", lxc_id(ctid))
}

fn stop_id(ctid: Ctid) -> String {
    format!("{} stop after features", lxc_id(ctid))
}

/// What a person says of features on the command line, for one run.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `--fresh`: what has no stamp is not installed, and what has changed is run again.
    pub fresh: Option<Selection>,
    /// `--adopt`: what is there is taken for what is wished.
    pub adopt: Option<Selection>,
}

impl Agenda {
    /// Has the features' modules told what a person says of them.
    #[must_use]
    pub fn saying(mut self, said: &Said) -> Self {
        for task in self.tasks.iter_mut().filter(|task| task.module == Module::LxcFeature) {
            for (word, selection) in [("fresh", &said.fresh), ("adopt", &said.adopt)] {
                if selection.as_ref().is_some_and(|selection| selection.covers(&task.id)) {
                    task.said.insert(word.to_owned(), json!(true));
                }
            }
        }
        self
    }
}
