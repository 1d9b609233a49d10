//! A tiny kind of resource and a tiny host: labels on a shelf.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::{Command, Query};
use crate::host::{Host, HostError, Output, Probe, Stat};
use crate::names::StorageId;
use crate::plan::{Action, Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step, Then};
use crate::resource::{Now, Resource};

/// A host whose only files are labels: `label set NAME KEY VALUE` writes one line of `/label/NAME`.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) labels: RefCell<BTreeMap<String, BTreeMap<String, String>>>,
    pub(super) performed: Cell<usize>,
    /// After so many performed actions a stop is asked for.
    pub(super) stop_after: Option<usize>,
}

impl Shelf {
    pub(super) fn with(name: &str, pairs: &[(&str, &str)]) -> Self {
        let shelf = Self::default();
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        shelf.labels.borrow_mut().insert(name.to_owned(), pairs);
        shelf
    }
}

impl Probe for Shelf {
    fn query(&self, _: &Query) -> Result<Output, HostError> {
        unreachable!("labels are files")
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        let labels = self.labels.borrow();
        let found = path.file_name().and_then(|name| labels.get(&*name.to_string_lossy()));
        Ok(found.map(|pairs| serde_json::to_vec(pairs).unwrap()))
    }

    fn list(&self, _: &Path) -> Result<Option<Vec<String>>, HostError> {
        Ok(None)
    }

    fn stat(&self, _: &Path) -> Result<Option<Stat>, HostError> {
        Ok(None)
    }

    fn read_in_guest(&self, _: &Path, _: &Path) -> Result<Option<Vec<u8>>, HostError> {
        Ok(None)
    }
}

impl Host for Shelf {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        self.performed.set(self.performed.get() + 1);
        let Action::Run(command) = action else { unreachable!("labels are set by a command") };
        let words: Vec<&str> = command.arguments().collect();
        let fails = |said: &str| Ok(Output { status: Some(255), stderr: said.into(), ..Output::default() });
        match words.as_slice() {
            ["set", _, "color", "broken"] => fails("the color with hunter2 is \u{2028} broken"),
            ["set", name, "color", "odd"] => {
                self.labels.borrow_mut().entry((*name).to_owned()).or_default().insert("color".into(), "odd".into());
                fails("odd, but done")
            }
            ["set", _, "color", "panic"] => panic!("hunter2 was in the way"),
            ["set", name, key, value] => {
                let mut labels = self.labels.borrow_mut();
                labels.entry((*name).to_owned()).or_default().insert((*key).to_owned(), (*value).to_owned());
                Ok(Output { status: Some(0), ..Output::default() })
            }
            ["new", name] => {
                self.labels.borrow_mut().insert((*name).to_owned(), BTreeMap::new());
                Ok(Output { status: Some(0), ..Output::default() })
            }
            words => unreachable!("{words:?}"),
        }
    }

    fn is_interrupted(&self) -> bool {
        self.stop_after.is_some_and(|limit| self.performed.get() >= limit)
    }
}

/// A label on the shelf.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// Its name.
    #[schemars(extend("x-aliases" = ["label"]))]
    name: StorageId,
    /// Its color.
    color: Option<String>,
    /// Its size; it only grows.
    size: Option<u64>,
    /// A secret that is written on it.
    #[schemars(extend("x-no-log" = true))]
    password: Option<String>,
    /// What else is said of it; nobody compares it.
    #[expect(dead_code, reason = "it is only handed on")]
    remarks: Option<BTreeMap<String, String>>,
}

pub(super) struct Label;

impl Resource for Label {
    const MODULE: &'static str = "phoenix_label";
    type Desired = Wish;
    type Observed = Option<BTreeMap<String, String>>;

    fn name(desired: &Wish) -> String {
        format!("label/{}", desired.name)
    }

    fn inspect(desired: &[Wish], host: &dyn Probe) -> Vec<anyhow::Result<Self::Observed>> {
        let look = |wish: &Wish| {
            if wish.name.as_str() == "unreadable" {
                bail!("hunter2 is not for your eyes");
            }
            assert_ne!(wish.color.as_deref(), Some("panic at looking"), "hunter2 was in the way");
            let bytes = host.read(&Path::new("/label").join(wish.name.as_str()))?;
            bytes.map(|bytes| serde_json::from_slice(&bytes).context("read the label")).transpose()
        };
        desired.iter().map(look).collect()
    }

    fn compare(desired: &Wish, observed: &Self::Observed) -> Plan {
        let Wish { name, color, size, password, remarks: _ } = desired;
        let blank = BTreeMap::new();
        let there = observed.as_ref().unwrap_or(&blank);
        let size = size.map(|size| size.to_string());
        let mut steps = Vec::new();
        let mut plan = Plan::settled();
        for (key, wanted) in [("color", color), ("size", &size), ("password", password)] {
            let Some(wanted) = wanted else { continue };
            let found = there.get(key);
            if found == Some(wanted) {
                continue;
            }
            let change = Change::new(key, found.cloned(), Some(wanted.clone()));
            let change = if key == "size" { change.risking(Risk::Irreversible) } else { change };
            if wanted == "invisible" {
                let [property, wanted] = [key.to_owned(), wanted.clone()];
                let (why, remedy) = ("nobody sees it".to_owned(), "choose another".to_owned());
                plan.refusals.push(Refusal { property, wanted, found: "a color".to_owned(), why, remedy });
                continue;
            }
            let command = Command::new("label").args(["set", name.as_str(), key, wanted]);
            steps.push(Step::run(command, vec![change]));
        }
        if color.as_deref() == Some("grey") {
            plan.notes.push(Note::new(NoteKind::Warning, "grey is dull"));
        }
        if observed.is_some() {
            plan.steps = steps;
            return plan;
        }
        let state = Change::new("state", None, Some("present".to_owned())).felt(Effect::Created);
        plan.steps = vec![Step::run(Command::new("label").args(["new", name.as_str()]), vec![state])];
        plan.then = Then::LookAgain { predicted: steps.into_iter().map(Step::as_part_of_creation).collect() };
        plan
    }

    fn describe(observed: &Self::Observed) -> Now {
        Now { exists: observed.is_some(), text: format!("{observed:?}") }
    }
}
