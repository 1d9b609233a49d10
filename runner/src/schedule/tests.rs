//! Walks through made-up tasks: what goes first, what waits for what, what a walk of thousands costs.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use phoenix_modules::plan::{Change, Effect};
use phoenix_modules::protocol::{Reply, ResourceReply, StepReply, Verdict};
use serde_json::{Map, Value, json};

use super::{Made, Wait, Walk, Walked, Witness};
use crate::agenda::{Agenda, Edge, Module, Needs, OnlyIf, Task};
use crate::config::{At, File};
use crate::launcher::{LaunchError, Launcher, Mode};
use crate::report::Lines;
use crate::status::{Status, block_all};

/// What a made-up resource is before the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    InSync,
    Differs,
    Missing,
    Held,
}

/// Returns tasks without edges, one of each kind: `thing/0`, `thing/1`.
pub(crate) fn agenda(kinds: &[Kind]) -> (Agenda, Vec<Status>) {
    let tasks = (0..kinds.len()).map(|number| task(&format!("thing/{number}"))).collect();
    (Agenda { tasks, ..Agenda::default() }, kinds.iter().map(|kind| status(*kind, "zfs set")).collect())
}

fn task(id: &str) -> Task {
    let mut wish = Map::new();
    wish.insert("id".to_owned(), json!(id));
    Task {
        id: id.to_owned(),
        label: None,
        module: Module::Lxc,
        wish,
        expecting: None,
        at: At { file: File::Lxc, line: 1 },
        lines: HashMap::new(),
        after: Vec::new(),
        exclusive: Vec::new(),
        exclusive_while_made: Vec::new(),
        said: Map::new(),
        template: None,
        refusal: None,
        only_if: OnlyIf::Differing,
        boot_order: None,
    }
}

fn step(command: &str, property: &str) -> StepReply {
    let change = Change::new(property, None, Some("new".to_owned())).felt(Effect::Created);
    StepReply { command: command.to_owned(), changes: vec![change], predicted: false, milliseconds: None }
}

fn reply(verdict: Verdict, exists: bool, steps: Vec<StepReply>) -> ResourceReply {
    ResourceReply { verdict, steps, ..ResourceReply::quiet("thing", exists) }
}

fn status(kind: Kind, command: &str) -> Status {
    Status::told(match kind {
        Kind::InSync => reply(Verdict::InSync, true, Vec::new()),
        Kind::Differs => reply(Verdict::Differs, true, vec![step(command, "memory")]),
        Kind::Missing => reply(Verdict::Differs, false, vec![step(command, "state")]),
        Kind::Held => reply(Verdict::Held, true, Vec::new()),
    })
}

/// A graph under construction.
#[derive(Default)]
struct Graph {
    agenda: Agenda,
    statuses: Vec<Status>,
}

impl Graph {
    fn add(&mut self, id: &str, kind: Kind, command: &str, after: &[(&str, Needs)]) -> &mut Task {
        let mut task = task(id);
        let edge = |(before, needs): &(&str, Needs)| Edge { before: self.index(before), needs: *needs };
        task.after = after.iter().map(edge).collect();
        self.agenda.tasks.push(task);
        self.statuses.push(status(kind, command));
        self.agenda.tasks.last_mut().unwrap()
    }

    fn index(&self, id: &str) -> usize {
        self.agenda.tasks.iter().position(|task| task.id == id).unwrap()
    }

    fn walk(&mut self, host: &Host, jobs: usize) -> (Walked, Ear) {
        let stop = AtomicBool::new(false);
        let mut ear = Ear { ids: self.agenda.tasks.iter().map(|task| task.id.clone()).collect(), ..Ear::default() };
        let made = Made::default();
        let walk = Walk { agenda: &self.agenda, launcher: host, allow: &[], jobs, stop: &stop, made: &made };
        (walk.run(&mut self.statuses, &mut ear), ear)
    }
}

/// A host whose tasks take their time and end well, or as it is said.
#[derive(Default)]
struct Host {
    takes: HashMap<&'static str, u64>,
    ends: HashMap<&'static str, Verdict>,
    running: Mutex<HashSet<String>>,
    together: Mutex<HashSet<(String, String)>>,
}

impl Host {
    fn running(&self) -> MutexGuard<'_, HashSet<String>> {
        self.running.lock().unwrap()
    }

    fn ran_together(&self, one: &str, other: &str) -> bool {
        let pairs = self.together.lock().unwrap();
        pairs.contains(&(one.to_owned(), other.to_owned())) || pairs.contains(&(other.to_owned(), one.to_owned()))
    }
}

impl Launcher for Host {
    fn call(&self, _: Module, arguments: Map<String, Value>, _: Mode) -> Result<Reply, LaunchError> {
        let id = arguments["resources"][0]["id"].as_str().unwrap().to_owned();
        let mut running = self.running();
        self.together.lock().unwrap().extend(running.iter().map(|other| (other.clone(), id.clone())));
        running.insert(id.clone());
        drop(running);
        if let Some(milliseconds) = self.takes.get(id.as_str()) {
            thread::sleep(Duration::from_millis(*milliseconds));
        }
        self.running().remove(&id);
        let verdict = self.ends.get(id.as_str()).copied().unwrap_or(Verdict::Changed);
        let steps = if verdict == Verdict::Changed { vec![step("typed", "memory")] } else { Vec::new() };
        Ok(Reply { resources: vec![reply(verdict, true, steps)], ..Reply::default() })
    }

    fn interrupt(&self) {}
}

/// Hears what begins, and who waits for whom.
#[derive(Default)]
struct Ear {
    ids: Vec<String>,
    begun: Vec<String>,
    waits: Vec<String>,
}

impl Witness for Ear {
    fn begins(&mut self, task: usize) {
        self.begun.push(self.ids[task].clone());
    }

    fn ends(&mut self, _: usize, _: &Status, _: Duration) {}

    fn waits(&mut self, task: usize, wait: Wait<'_>) {
        self.waits.push(format!("{} {} {}", self.ids[task], wait.thing, self.ids[wait.holder]));
    }
}

/// A source that is made, and clones of it that exist or not.
fn clones(kinds: &[(&str, Kind)]) -> Graph {
    let mut graph = Graph::default();
    graph.add("lxc/900", Kind::InSync, "", &[]).exclusive.push("lxc/900".to_owned());
    for (id, kind) in kinds {
        let command = if *kind == Kind::Missing { "pct clone" } else { "pct set" };
        let task = graph.add(id, *kind, command, &[("lxc/900", Needs::Existence)]);
        task.exclusive.push((*id).to_owned());
        task.exclusive_while_made.push("lxc/900".to_owned());
    }
    graph
}

#[test]
fn clones_of_one_source_are_made_one_after_the_other_and_what_exists_waits_for_nobody() {
    let mut graph = clones(&[
        ("lxc/101", Kind::Missing),
        ("lxc/102", Kind::Missing),
        ("lxc/103", Kind::Differs),
        ("lxc/104", Kind::Missing),
    ]);
    let host =
        Host { takes: ["lxc/101", "lxc/102", "lxc/103", "lxc/104"].map(|id| (id, 40)).into(), ..Host::default() };
    let (walked, ear) = graph.walk(&host, 4);
    assert_eq!(walked.called.len(), 4);
    assert_eq!(ear.begun, ["lxc/101", "lxc/103", "lxc/102", "lxc/104"]);
    assert!(host.ran_together("lxc/101", "lxc/103"));
    assert!(!host.ran_together("lxc/101", "lxc/102") && !host.ran_together("lxc/102", "lxc/104"));
    assert_eq!(ear.waits, ["lxc/102 lxc/900 lxc/101", "lxc/104 lxc/900 lxc/101"]);
}

#[test]
fn who_tries_in_vain_lets_the_next_one_forward() {
    let mut graph = Graph::default();
    for (id, things) in [("a/1", "x"), ("a/2", "y"), ("a/3", "x y"), ("a/4", "x")] {
        graph.add(id, Kind::Differs, "pct set", &[]).exclusive = things.split(' ').map(str::to_owned).collect();
    }
    let host = Host { takes: [("a/1", 20), ("a/2", 120), ("a/3", 20), ("a/4", 20)].into(), ..Host::default() };
    let (walked, ear) = graph.walk(&host, 4);
    assert_eq!(walked.called.len(), 4);
    // a/3 gets x and still waits for y: a/4 needs not wait for a/3.
    assert_eq!(ear.begun, ["a/1", "a/2", "a/4", "a/3"]);
}

#[test]
fn a_template_is_fetched_by_one_and_then_free_for_all() {
    let mut graph = Graph::default();
    for id in ["lxc/101", "lxc/102", "lxc/103"] {
        graph.add(id, Kind::Missing, "pct create", &[]).template = Some("template/local:vztmpl/debian".to_owned());
    }
    let host = || Host { takes: ["lxc/101", "lxc/102", "lxc/103"].map(|id| (id, 60)).into(), ..Host::default() };
    let there = host();
    clone_of(&graph).walk(&there, 3);
    assert!(there.ran_together("lxc/101", "lxc/102"), "a template that is there is nobody's alone");
    // One of a batch says that it is to be fetched.
    let fetch = vec![step("pveam download", "template file"), step("pct create", "state")];
    graph.statuses[1] = Status::told(reply(Verdict::Differs, false, fetch));
    let missing = host();
    let (_, ear) = graph.walk(&missing, 3);
    assert_eq!(ear.begun[0], "lxc/102", "the longest chain begins first");
    assert!(!missing.ran_together("lxc/101", "lxc/102"));
    assert!(missing.ran_together("lxc/101", "lxc/103"));
}

fn clone_of(graph: &Graph) -> Graph {
    Graph { agenda: graph.agenda.clone(), statuses: graph.statuses.clone() }
}

#[test]
fn the_longest_chain_begins_first_and_equals_in_the_order_of_the_agenda() {
    let mut graph = Graph::default();
    graph.add("lxc/1", Kind::Differs, "pct set", &[]);
    graph.add("lxc/2", Kind::Differs, "pct set", &[]);
    graph.add("lxc/900", Kind::Differs, "pct set", &[]);
    graph.add("lxc/901", Kind::Missing, "pct create", &[]);
    for id in ["lxc/903", "lxc/904"] {
        let task = graph.add(id, Kind::Missing, "pct clone", &[("lxc/900", Needs::Existence)]);
        task.exclusive_while_made.push("lxc/900".to_owned());
    }
    graph.add("lxc/905", Kind::Missing, "pct clone", &[("lxc/901", Needs::Existence)]);
    // Two copies of 900, one after the other, take longer than the making of 901 and its one copy.
    let (_, ear) = graph.walk(&Host::default(), 1);
    assert_eq!(ear.begun, ["lxc/900", "lxc/901", "lxc/903", "lxc/904", "lxc/905", "lxc/1", "lxc/2"]);
}

#[test]
fn who_waits_is_told_for_whom_and_why() {
    let mut graph = Graph::default();
    for id in ["lxc/105", "lxc/103", "lxc/900 start", "storage/a"] {
        graph.add(id, Kind::Differs, "pct set", &[]);
    }
    let told = |thing: &str, holder: usize| Lines::of(&graph.agenda).waits(0, Wait { thing, holder });
    assert_eq!(told("lxc/900", 1), "lxc/105 waits for lxc/900: lxc/103 is being cloned from it");
    assert_eq!(told("lxc/900", 2), "lxc/105 waits for lxc/900: lxc/900 start is at work");
    assert_eq!(told("template/local:vztmpl/d", 1), "lxc/105 waits for template/local:vztmpl/d: lxc/103 fetches it");
    assert_eq!(told("storage.cfg", 3), "lxc/105 waits for storage.cfg: storage/a is at work on it");
}

/// A guest whose firewall is of this kind, and its start.
fn guarded(firewall: Kind, start: Kind) -> Graph {
    let mut graph = Graph::default();
    graph.add("lxc/105", Kind::InSync, "", &[]);
    graph.add("firewall/105", firewall, "write", &[("lxc/105", Needs::Existence)]);
    graph.add(
        "lxc/105 start",
        start,
        "pct start 105",
        &[("lxc/105", Needs::Existence), ("firewall/105", Needs::Settled)],
    );
    graph
}

fn why_blocked(graph: &Graph) -> Option<&str> {
    match &graph.statuses[2] {
        Status::Blocked(block) => Some(block.why.as_str()),
        _ => None,
    }
}

#[test]
fn a_guest_does_not_start_before_its_rules_stand() {
    let mut graph = guarded(Kind::Held, Kind::Differs);
    block_all(&graph.agenda, &mut graph.statuses);
    assert_eq!(why_blocked(&graph), Some("firewall/105 is not as declared, and has to be before this"));
    for verdict in [Verdict::Refused, Verdict::Held, Verdict::Failed] {
        let mut graph = guarded(Kind::Differs, Kind::Differs);
        block_all(&graph.agenda, &mut graph.statuses);
        assert_eq!(why_blocked(&graph), None, "what is planned counts as done before a run");
        let host = Host { ends: [("firewall/105", verdict)].into(), ..Host::default() };
        let (walked, _) = graph.walk(&host, 2);
        assert_eq!(walked.called.len(), 1, "{verdict:?}");
        assert!(why_blocked(&graph).is_some(), "{verdict:?}");
    }
}

#[test]
fn a_guest_starts_behind_its_rules_and_one_that_runs_is_not_blocked() {
    let (_, ear) = guarded(Kind::Differs, Kind::Differs).walk(&Host::default(), 2);
    assert_eq!(ear.begun, ["firewall/105", "lxc/105 start"]);
    for firewall in [Kind::InSync, Kind::Held] {
        let mut graph = guarded(firewall, Kind::InSync);
        block_all(&graph.agenda, &mut graph.statuses);
        assert_eq!(why_blocked(&graph), None);
    }
}

/// Returns how long a walk through so many tasks takes whose modules cost nothing: a fifth of them clones of one source, each
/// behind a dataset and a storage.
fn time_of(count: usize) -> Duration {
    let mut graph = Graph::default();
    graph.add("lxc/900", Kind::InSync, "", &[]).exclusive.push("lxc/900".to_owned());
    for number in 0..count / 5 {
        let push = |graph: &mut Graph, id: String, after: Vec<Edge>, exclusive: &str| {
            let mut task = task(&id);
            task.after = after;
            task.exclusive.push(exclusive.to_owned());
            graph.agenda.tasks.push(task);
            graph.statuses.push(status(Kind::Missing, "pct"));
            graph.agenda.tasks.len() - 1
        };
        let edge = |before: usize| vec![Edge { before, needs: Needs::Existence }];
        let dataset = push(&mut graph, format!("zfs/{number}"), Vec::new(), &format!("zfs/{number}"));
        let storage = push(&mut graph, format!("storage/{number}"), edge(dataset), "storage.cfg");
        let made =
            push(&mut graph, format!("lxc/{number}"), [edge(storage), edge(0)].concat(), &format!("lxc/{number}"));
        graph.agenda.tasks[made].exclusive_while_made.push("lxc/900".to_owned());
        let firewall = push(&mut graph, format!("firewall/{number}"), edge(made), "firewall");
        push(&mut graph, format!("lxc/{number} start"), edge(firewall), &format!("lxc/{number}"));
    }
    let begun = Instant::now();
    let (walked, _) = graph.walk(&Host::default(), 4);
    assert_eq!(walked.called.len(), count);
    begun.elapsed()
}

#[test]
fn thousands_of_tasks_cost_no_more_than_their_number() {
    // Five times as many, with room for a machine that does other things; the square would be 25 times, each time.
    let times: Vec<(Duration, Duration)> = (0..5).map(|_| (time_of(1_000), time_of(5_000))).collect();
    let is_in_proportion = |(small, large): &(Duration, Duration)| *large < 12 * *small;
    assert!(times.iter().any(is_in_proportion), "{times:?}");
}

#[test]
fn a_turn_is_waited_for_whatever_becomes_of_it() {
    let mut graph = Graph::default();
    graph.add("lxc/1 start", Kind::Differs, "pct start 1", &[]);
    graph.add("lxc/2 start", Kind::Differs, "pct start 2", &[("lxc/1 start", Needs::Turn)]);
    graph.add("lxc/3 start", Kind::Differs, "pct start 3", &[("lxc/1 start", Needs::Order)]);
    let host = Host { ends: HashMap::from([("lxc/1 start", Verdict::Failed)]), ..Host::default() };
    let (walked, _) = graph.walk(&host, 3);
    assert_eq!(walked.called.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 1]);
    assert!(!host.ran_together("lxc/1 start", "lxc/2 start"));
    assert!(matches!(graph.statuses[2], Status::Blocked(_)));
}

#[test]
fn what_came_too_late_is_not_done_behind_a_change() {
    let mut graph = Graph::default();
    graph.add("lxc/1", Kind::Differs, "pct set 1", &[]);
    graph.add("snapshot/1/pre-configured", Kind::Differs, "pct snapshot 1", &[("lxc/1", Needs::Existence)]);
    graph.statuses[1] = Status::PassedBy("too late".to_owned());
    let (walked, _) = graph.walk(&Host::default(), 1);
    assert_eq!(walked.called.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0]);
}

#[test]
fn a_clone_that_was_refused_is_not_made_of_a_source_that_is_refused_in_part() {
    for (ends, called) in [(Verdict::Refused, vec![0]), (Verdict::Changed, vec![0, 1])] {
        let mut graph = Graph::default();
        graph.add("lxc/300", Kind::Differs, "pct set 300", &[]).wish.insert("ctid".to_owned(), json!(300));
        let clone = graph.add("lxc/301", Kind::Held, "", &[("lxc/300", Needs::Existence)]);
        clone.wish.insert("clone_from".to_owned(), json!(300));
        graph.statuses[1] = Status::told(reply(Verdict::Refused, false, Vec::new()));
        let host = Host { ends: HashMap::from([("lxc/300", ends)]), ..Host::default() };
        let (walked, _) = graph.walk(&host, 1);
        assert_eq!(walked.called.iter().map(|(index, _)| *index).collect::<Vec<_>>(), called, "{ends:?}");
    }
}
