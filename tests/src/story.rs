//! Stories: what is typed on a simulated host, and what happens, as a person would tell it.
//!
//! A story is a text file. Its first lines say what it is about. Then come lines that begin with a word:
//!
//! * `given disk PATH [size=BYTES] [has=SIGNATURE] [part=PATH] [mounted=PLACE] [lvm=PATH] [serial=TEXT]
//!   [read-only=yes]`, `given no disk PATH`, `given no
//!   file PATH`, `given directory PATH [UID:GID]`, `given link PATH TARGET`, `given pool NAME [LAYOUT DISK...]`, `given health POOL STATE`, `given exported POOL [by HOST]`,
//!   `given dataset NAME [k=v ...]`, `given data NAME BYTES`, `given file PATH`, `given container ID [running]`,
//!   `given fault COMMAND`, `given caller ADDRESS`, `given peer ADDRESS [PORT]`, `given template VOLUME`,
//!   `given [no] bridge NAME`, `given hypervisor`, `given lxc`: what the world is like. Indented
//!   lines below are its text;
//! * `> check MODULE {json}`, `> converge MODULE {json}`: a module is called; if it is said by which way it shall look
//!   (`inspect`), what it asks is shown;
//! * `> ask MODULE {json}`: a module that only tells is called; what it tells, and what it asks, is shown;
//! * `> phoenix-run check|converge [--allow RISK] [--without features,health] [--fresh R] [--adopt R]
//!   [--only R] [--health]`: the runner is called with the two files;
//! * `> type COMMAND`: a native command is typed by a person;
//! * `> show PATH`: a file of the host is shown, of a directory its owner and mode.
//!
//! Indented lines below an act are what is printed. With `UPDATE_EXPECT=1` they are written anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use phoenix_modules::plan::Change;
use phoenix_modules::protocol::{Reply, ResourceReply, Verdict};
use phoenix_run::cli::Inspect;
use phoenix_run::launcher::Mode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::SimHost;
use crate::run::Wish;
use crate::world::Answer;

mod simulated;

/// Where a story plays.
pub trait Stage {
    /// Makes it as the words and the text below them say: `["file", "/etc/x"]`.
    fn given(&mut self, words: &[&str], text: &str) -> Result<(), Unplayed>;

    /// Calls a module, and returns what it answers.
    fn call(&mut self, module: &str, arguments: &Map<String, Value>, mode: Mode) -> Result<Reply, Unplayed>;

    /// Asks a module that only tells, and returns its whole answer.
    fn ask(&mut self, module: &str, arguments: &Map<String, Value>) -> Result<Map<String, Value>, Unplayed>;

    /// Calls the runner, and returns its report.
    fn run(&mut self, wish: &Wish, mode: Mode, asks_health: bool) -> Result<Vec<String>, Unplayed>;

    /// Types a command, as a person would.
    fn type_in(&mut self, line: &str) -> Result<Answer, Unplayed>;

    /// Returns the lines of a file; of a directory its owner and mode.
    fn show(&mut self, path: &str) -> Result<Vec<String>, Unplayed>;

    /// Returns every command that a module started, and what edits this stage knows of, in their order.
    fn commands(&self) -> Vec<String>;

    /// Returns those of them that change something.
    fn mutations(&self) -> Vec<String>;
}

/// Why a part of a story was not played on a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplayed {
    /// The stage has nothing of the kind: it is left out.
    Apart(String),
    /// The stage should have played it, and something went wrong.
    Broken(String),
}

/// A line of a story that begins with a word, and the indented lines below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The line, without its end.
    pub line: String,
    /// The indented lines, without what they are indented by.
    pub below: Vec<String>,
}

/// Plays a story and returns its text with what really happens.
pub fn play(text: &str) -> String {
    play_inspecting(text, Inspect::Auto)
}

/// Plays a story where the host is looked at by this way, unless an act itself says by which.
pub fn play_inspecting(text: &str, inspect: Inspect) -> String {
    let mut teller = Teller { inspect, ..Teller::on(SimHost::default()) };
    let mut told = String::new();
    for part in parts(text) {
        let part = teller.play(part).expect("everything can be played on the simulated host");
        told.push_str(&part.line);
        told.push('\n');
        for line in part.below {
            let line = format!("    {line}");
            told.push_str(line.trim_end());
            told.push('\n');
        }
    }
    told
}

/// Returns every story below a folder, sorted.
#[expect(clippy::disallowed_methods, reason = "the stories lie in the source tree")]
pub fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut stories = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return stories };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            stories.extend(all_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "story") {
            stories.push(path);
        }
    }
    stories.sort();
    stories
}

/// Tells the lines in which two texts differ, each with its number.
pub fn difference(written: &str, played: &str) -> String {
    let mut lines = Vec::new();
    let (written, played): (Vec<&str>, Vec<&str>) = (written.lines().collect(), played.lines().collect());
    for index in 0..written.len().max(played.len()) {
        let (old, new) = (written.get(index), played.get(index));
        if old != new {
            lines.extend(old.map(|line| format!("{:3} - {line}", index + 1)));
            lines.extend(new.map(|line| format!("{:3} + {line}", index + 1)));
        }
    }
    lines.join("\n")
}

/// Splits a story; a blank line between indented ones belongs to them.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let next = lines[index..].iter().find(|line| !line.is_empty());
        let goes_on = line.is_empty() && next.is_some_and(|line| line.starts_with("    "));
        let below = line.strip_prefix("    ").or(goes_on.then_some(""));
        match (below, parts.last_mut()) {
            (Some(below), Some(part)) => part.below.push(below.to_owned()),
            _ => parts.push(Part { line: (*line).to_owned(), below: Vec::new() }),
        }
    }
    parts
}

/// Tells a story: the stage it plays on, and the two files.
#[derive(Debug)]
pub struct Teller<S> {
    /// The stage.
    pub stage: S,
    hypervisor: String,
    lxc: String,
    inspect: Inspect,
}

impl<S: Stage> Teller<S> {
    /// Returns who tells a story from its beginning, on this stage.
    pub fn on(stage: S) -> Self {
        Self { stage, hypervisor: String::new(), lxc: String::new(), inspect: Inspect::default() }
    }

    /// Plays one part, and returns it with what really happens.
    pub fn play(&mut self, part: Part) -> Result<Part, Unplayed> {
        let Part { line, below } = part;
        let below = match (line.strip_prefix("> "), line.strip_prefix("given ")) {
            (Some(act), _) => self.act(act)?,
            (None, Some(given)) => {
                self.given(given, &below)?;
                below
            }
            (None, None) => below,
        };
        Ok(Part { line, below })
    }

    fn given(&mut self, given: &str, below: &[String]) -> Result<(), Unplayed> {
        let text: String = below.iter().map(|line| format!("{line}\n")).collect();
        let words: Vec<&str> = given.split_whitespace().collect();
        match words[..] {
            ["hypervisor"] => self.hypervisor = text,
            ["lxc"] => self.lxc = text,
            _ => self.stage.given(&words, &text)?,
        }
        Ok(())
    }

    fn act(&mut self, act: &str) -> Result<Vec<String>, Unplayed> {
        let (verb, rest) = act.split_once(' ').unwrap_or((act, ""));
        let before = self.stage.mutations().len();
        let mut lines = match verb {
            "check" => self.module(rest, Mode::Check)?,
            "converge" => self.module(rest, Mode::Converge)?,
            "ask" => self.ask(rest)?,
            "phoenix-run" => self.runner(rest)?,
            "type" => return self.type_in(rest),
            "show" => return self.stage.show(rest),
            _ => panic!("a story does what nobody knows: > {act}"),
        };
        let typed = self.stage.mutations().split_off(before);
        if typed.is_empty() {
            lines.push("typed nothing".to_owned());
        }
        lines.extend(typed.into_iter().map(|command| format!("typed {command}")));
        Ok(lines)
    }

    fn type_in(&mut self, line: &str) -> Result<Vec<String>, Unplayed> {
        let answer = self.stage.type_in(line)?;
        let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
        lines.extend(answer.stderr.lines().map(|line| format!("error: {line}")));
        lines.push(format!("exit {}", if answer.status == 0 { "0" } else { "not 0" }));
        Ok(lines)
    }

    fn module(&mut self, rest: &str, mode: Mode) -> Result<Vec<String>, Unplayed> {
        let (module, json) = rest.split_once(' ').expect("a module is called with its arguments");
        let mut arguments: Map<String, Value> = serde_json::from_str(json).expect("arguments are a JSON object");
        if arguments.contains_key("inspect") {
            return self.module_looking(module, &arguments, mode);
        }
        arguments.insert("inspect".to_owned(), self.inspect.word().into());
        Ok(told(&self.stage.call(module, &arguments, mode)?))
    }

    fn ask(&mut self, rest: &str) -> Result<Vec<String>, Unplayed> {
        let (module, json) = rest.split_once(' ').expect("a module is asked with its arguments");
        let mut arguments: Map<String, Value> = serde_json::from_str(json).expect("arguments are a JSON object");
        arguments.insert("_ansible_inject_invocation".to_owned(), false.into());
        let before = self.stage.commands().len();
        let told = self.stage.ask(module, &arguments)?;
        let asked = self.stage.commands().split_off(before).into_iter().map(|command| format!("asked {command}"));
        Ok(told.iter().flat_map(told_fact).chain(asked).collect())
    }

    /// An act that says how the host is looked at tells what is asked of it.
    fn module_looking(
        &mut self,
        module: &str,
        arguments: &Map<String, Value>,
        mode: Mode,
    ) -> Result<Vec<String>, Unplayed> {
        let before = self.stage.commands().len();
        let mut lines = told(&self.stage.call(module, arguments, mode)?);
        let typed = self.stage.mutations();
        let asked = self.stage.commands().split_off(before).into_iter().filter(|command| !typed.contains(command));
        lines.extend(asked.map(|command| format!("asked {command}")));
        Ok(lines)
    }

    fn runner(&mut self, arguments: &str) -> Result<Vec<String>, Unplayed> {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let value_of = |option: &str| -> Vec<String> {
            let place = words.iter().position(|word| *word == option);
            place.map_or(Vec::new(), |place| words[place + 1].split(',').map(str::to_owned).collect())
        };
        let wish = Wish {
            hypervisor: self.hypervisor.clone(),
            lxc: self.lxc.clone(),
            allow: value_of("--allow"),
            only: value_of("--only"),
            without_features: value_of("--without").iter().any(|what| what == "features"),
            without_health: value_of("--without").iter().any(|what| what == "health"),
            fresh: value_of("--fresh"),
            adopt: value_of("--adopt"),
            inspect: self.inspect,
        };
        let mode = if words.first() == Some(&"converge") { Mode::Converge } else { Mode::Check };
        self.stage.run(&wish, mode, words.contains(&"--health"))
    }
}

/// Tells one fact: a list with a line for each of it.
fn told_fact((name, fact): (&String, &Value)) -> Vec<String> {
    match fact {
        Value::Array(items) => {
            let items = items.iter().map(|item| format!("  {item}"));
            std::iter::once(format!("{name}:")).chain(items).collect()
        }
        other => vec![format!("{name}: {other}")],
    }
}

/// Tells a module's answer.
fn told(reply: &Reply) -> Vec<String> {
    let mut lines = Vec::new();
    for resource in &reply.resources {
        lines.extend(told_resource(resource));
    }
    if reply.resources.is_empty() {
        lines.extend(reply.msg.iter().flat_map(|msg| msg.lines()).map(|line| format!("failed: {line}")));
    }
    lines
}

fn told_resource(resource: &ResourceReply) -> Vec<String> {
    let verdict = serde_json::to_value(resource.verdict).expect("a verdict is a word");
    let mut lines = vec![format!("{} {}", resource.name, verdict.as_str().unwrap_or_default())];
    for step in &resource.steps {
        lines.extend(step.changes.iter().map(|change| format!("  {}", told_change(change))));
        // What was done is told by what was typed.
        if resource.verdict == Verdict::Differs {
            let predicted = if step.predicted { " (expected)" } else { "" };
            lines.push(format!("  $ {}{predicted}", step.command));
        }
    }
    for step in &resource.held {
        lines.extend(step.changes.iter().map(|change| format!("  held: {} ({})", told_change(change), change.risk)));
    }
    for refusal in &resource.refusals {
        lines.push(format!("  refused: {} wanted {}, found {}", refusal.property, refusal.wanted, refusal.found));
        lines.push(format!("    why {}", refusal.why));
        lines.push(format!("    do {}", refusal.remedy));
    }
    lines.extend(resource.notes.iter().map(|note| format!("  note: {}", note.text)));
    if let Some(failure) = &resource.failure {
        lines.push(format!("  failed: {}", failure.command));
        lines.extend(failure.said.lines().map(|line| format!("    said {line}")));
        lines.push(format!("    now {}", resource.now.as_deref().unwrap_or("unknown")));
    }
    lines.extend(resource.not_begun.iter().map(|step| format!("  not begun: {}", step.command)));
    lines.extend(resource.error.iter().map(|error| format!("  unknown: {error}")));
    lines
}

fn told_change(change: &Change) -> String {
    let mut line = String::new();
    let side = |value: &Option<String>| value.as_deref().unwrap_or("none").replace('\n', "\\n");
    write!(line, "{} {} -> {}", change.property, side(&change.before), side(&change.after)).expect("a text takes all");
    write!(line, " [{}]", change.effect).expect("a text takes all");
    line
}
