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
use serde_json::{Map, Value};

use crate::SimHost;
use crate::coreutils::Attributes;
use crate::modules::{ask, call};
use crate::run::Wish;

/// A line of a story that begins with a word, and the indented lines below it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    line: String,
    below: Vec<String>,
}

/// Plays a story and returns its text with what really happens.
pub fn play(text: &str) -> String {
    play_inspecting(text, Inspect::Auto)
}

/// Plays a story where the host is looked at by this way, unless an act itself says by which.
pub fn play_inspecting(text: &str, inspect: Inspect) -> String {
    let mut teller = Teller { inspect, ..Teller::default() };
    let mut told = String::new();
    for part in parts(text) {
        let below = match part.line.strip_prefix("> ") {
            Some(act) => teller.act(act),
            None => {
                if let Some(given) = part.line.strip_prefix("given ") {
                    teller.given(given, &part.below);
                }
                part.below
            }
        };
        told.push_str(&part.line);
        told.push('\n');
        for line in below {
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
fn parts(text: &str) -> Vec<Part> {
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

/// Tells a story: the world it plays in, and the two files.
#[derive(Default)]
struct Teller {
    host: SimHost,
    hypervisor: String,
    lxc: String,
    inspect: Inspect,
}

impl Teller {
    fn given(&mut self, given: &str, below: &[String]) {
        let host = std::mem::take(&mut self.host);
        let text: String = below.iter().map(|line| format!("{line}\n")).collect();
        let words: Vec<&str> = given.split_whitespace().collect();
        self.host = match words[..] {
            ["pool", name] => host.with_pool(name),
            ["pool", name, layout, ref disks @ ..] => host.with_pool_of(name, layout, disks),
            ["disk", path, ref facts @ ..] => {
                facts.iter().fold(host.with_disk(path), |host, fact| host.where_disk(path, fact))
            }
            ["no", "disk", path] => {
                host.world_mut().remove_disk(path);
                host
            }
            ["health", name, health] => {
                let mut world = host.world_mut();
                world.state.zfs.pools.get_mut(name).expect("the pool is given").health = health.to_owned();
                drop(world);
                host
            }
            ["exported", name] => {
                host.world_mut().export_pool(name);
                host
            }
            ["exported", name, "by", last] => {
                host.world_mut().export_pool(name);
                let mut world = host.world_mut();
                world.state.zfs.exported.last_mut().expect("it was exported").last_host = Some(last.to_owned());
                drop(world);
                host
            }
            ["no", "file", path] => {
                host.world_mut().files.remove(path);
                host
            }
            ["dataset", name, ref properties @ ..] => {
                let pairs: Vec<(&str, &str)> = properties.iter().filter_map(|pair| pair.split_once('=')).collect();
                host.with_dataset(name, &pairs)
            }
            ["data", name, bytes] => {
                if let Some(dataset) = host.world_mut().state.zfs.datasets.get_mut(name) {
                    dataset.data = bytes.parse().expect("bytes are a number");
                }
                host
            }
            ["file", path] => {
                host.with_file(path, &text.replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0"))
            }
            ["container", id] => host.with_container(id, &text),
            ["container", id, "running"] => host.with_container(id, &text).running(id),
            ["directory", path] => host.with_directory(path, "0:0", "0755"),
            ["directory", path, owner] => host.with_directory(path, owner, "0755"),
            ["link", path, target] => {
                host.world_mut().files.link(Path::new(path), Path::new(target));
                host
            }
            ["fault", ref command @ ..] => host.failing(&command.join(" "), text.trim_end()),
            ["caller", address] => host.called_from(address),
            ["peer", ref peer @ ..] => host.with_peer(&peer.join(" ")),
            ["lock", name, age] => host.with_lock_left_behind(name, age.parse().expect("seconds are a number")),
            ["bridge", name] => {
                host.world_mut().add_bridge(name);
                host
            }
            ["no", "bridge", name] => {
                host.world_mut().remove_bridge(name);
                host
            }
            ["no", "firewall", "daemon"] => {
                host.world_mut().set_firewall_daemon(false);
                host
            }
            ["template", file] => {
                host.world_mut().state.downloadable.insert(file.to_owned());
                host
            }
            ["hypervisor"] => {
                self.hypervisor = text;
                host
            }
            ["lxc"] => {
                self.lxc = text;
                host
            }
            _ => panic!("a story gives what nobody knows: given {given}"),
        };
    }

    fn act(&mut self, act: &str) -> Vec<String> {
        let (verb, rest) = act.split_once(' ').unwrap_or((act, ""));
        let before = self.host.mutations().len();
        let mut lines = match verb {
            "check" => self.module(rest, Mode::Check),
            "converge" => self.module(rest, Mode::Converge),
            "ask" => self.ask(rest),
            "phoenix-run" => self.runner(rest),
            "type" => return self.type_in(rest),
            "show" => return self.show(rest),
            _ => panic!("a story does what nobody knows: > {act}"),
        };
        let typed = self.host.mutations().split_off(before);
        if typed.is_empty() {
            lines.push("typed nothing".to_owned());
        }
        lines.extend(typed.into_iter().map(|command| format!("typed {command}")));
        lines
    }

    fn type_in(&self, line: &str) -> Vec<String> {
        let answer = self.host.type_in(line);
        let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
        lines.extend(answer.stderr.lines().map(|line| format!("error: {line}")));
        lines.push(format!("exit {}", if answer.status == 0 { "0" } else { "not 0" }));
        lines
    }

    fn show(&self, path: &str) -> Vec<String> {
        let world = self.host.world();
        if world.files.is_directory(Path::new(path)) {
            let Attributes { uid, gid, mode } = world.attributes(Path::new(path));
            return vec![format!("directory of {uid}:{gid}, {mode:04o}")];
        }
        let text = world.read(path);
        text.map_or(vec!["no such file".to_owned()], |text| text.trim_end().lines().map(str::to_owned).collect())
    }

    fn module(&self, rest: &str, mode: Mode) -> Vec<String> {
        let (module, json) = rest.split_once(' ').expect("a module is called with its arguments");
        let mut arguments: Map<String, Value> = serde_json::from_str(json).expect("arguments are a JSON object");
        if arguments.contains_key("inspect") {
            return self.module_looking(module, &arguments, mode);
        }
        arguments.insert("inspect".to_owned(), self.inspect.word().into());
        told(&call(&self.host, module, &arguments, mode))
    }

    fn ask(&self, rest: &str) -> Vec<String> {
        let (module, json) = rest.split_once(' ').expect("a module is asked with its arguments");
        let mut arguments: Map<String, Value> = serde_json::from_str(json).expect("arguments are a JSON object");
        arguments.insert("_ansible_inject_invocation".to_owned(), false.into());
        let before = self.host.commands().len();
        let told = ask(&self.host, module, &arguments);
        let asked = self.host.commands().split_off(before).into_iter().map(|command| format!("asked {command}"));
        told.iter().flat_map(told_fact).chain(asked).collect()
    }

    /// An act that says how the host is looked at tells what is asked of it.
    fn module_looking(&self, module: &str, arguments: &Map<String, Value>, mode: Mode) -> Vec<String> {
        let before = self.host.commands().len();
        let mut lines = told(&call(&self.host, module, arguments, mode));
        let typed = self.host.mutations();
        let asked = self.host.commands().split_off(before).into_iter().filter(|command| !typed.contains(command));
        lines.extend(asked.map(|command| format!("asked {command}")));
        lines
    }

    fn runner(&mut self, arguments: &str) -> Vec<String> {
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
        let host = std::mem::take(&mut self.host);
        let (host, seen) = match words.first() {
            Some(&"converge") => wish.converge(host),
            _ if words.contains(&"--health") => wish.check_health(host),
            _ => wish.check(host),
        };
        self.host = host;
        match seen {
            Ok(seen) => seen.report(),
            Err(findings) => findings.iter().map(ToString::to_string).collect(),
        }
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
