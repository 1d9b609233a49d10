//! The simulated `pvesh`: firewalls and storages through the API, as Proxmox VE 9.2 has them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::perl::{self, Arguments, FAILED, Kind, Parameter, REFUSED, Verb, formats, storage_formats};
use crate::world::{Answer, World};

mod file;
mod firewall;
mod names;
mod net_ip;
pub mod reader;
mod rule;
mod spec;
mod storage;

use firewall::Scope;

const PATH: &[Parameter] = &[Parameter::new("api_path", Kind::Text(formats::anything))];
const FORMAT: &[Parameter] = &[
    Parameter::new("human-readable", Kind::Boolean),
    Parameter::new("noborder", Kind::Boolean),
    Parameter::new("noheader", Kind::Boolean),
    Parameter::new("noproxy", Kind::Boolean),
    Parameter::new("output-format", Kind::Words(&["text", "json", "json-pretty", "yaml"])),
    Parameter::new("quiet", Kind::Boolean),
];

const GET: &str = "pvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]";
const SET: &str = "pvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]";
const DELETE: &str = "pvesh delete <api_path> [OPTIONS] [FORMAT_OPTIONS]";

/// What the words of a path may be.
const PLACES: &[Parameter] = &[
    Parameter::new("cidr", spec::MEMBER),
    Parameter::new("group", spec::GROUP),
    Parameter::new("name", spec::NAME),
    Parameter::new("pos", Kind::Integer(0, i64::MAX)),
    Parameter::new("storage", Kind::Text(storage_formats::storage_id)),
    Parameter::new("vmid", formats::VMID),
];

/// A method of the API.
struct Method {
    /// What is typed for it.
    verb: &'static str,
    /// Its path; below a firewall what follows `firewall/`. `{name}` stands for any word, `{name...}` for all that follow.
    place: &'static str,
    /// Whose firewalls have it.
    scope: fn(&Scope) -> bool,
    required: &'static [&'static str],
    options: &'static [&'static [Parameter]],
    usage: &'static str,
    run: fn(&mut Session<'_>) -> Outcome,
}

/// A call of a method.
struct Session<'a> {
    world: &'a mut World,
    scope: Scope,
    /// The words of the path, by their names.
    values: BTreeMap<&'static str, String>,
    arguments: Arguments,
    /// What was said on standard error so far.
    said: String,
}

impl Session<'_> {
    /// Returns a word of the path.
    fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Returns an argument, or "" if it is not there.
    fn given(&self, name: &str) -> &str {
        self.arguments.get(name).unwrap_or_default()
    }
}

/// What a method returns: what it shows, or how it died.
type Outcome = Result<Option<Value>, Died>;

/// How a method ended early.
enum Died {
    /// A parameter was refused: its name, and the complaint.
    Parameter(String, String),
    /// Perl's `die`.
    Because(String),
}

impl Died {
    fn parameter(name: &str, complaint: impl Into<String>) -> Self {
        Self::Parameter(name.to_owned(), complaint.into())
    }
}

const USAGE: &str = "       pvesh create <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh delete <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh ls <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh usage <api_path> [OPTIONS]
";

/// Runs `pvesh` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((name, rest)) = arguments.split_first() else {
        return perl::no_such_verb("pvesh", None, USAGE);
    };
    if !matches!(*name, "create" | "delete" | "get" | "set") {
        return perl::other_verb("pvesh", name, USAGE);
    }
    if let Some(text) = world.take_fault(&format!("pvesh {name}")) {
        return Answer::failed(FAILED, text);
    }
    world.take_time(&format!("pvesh {name}"));
    // Whatever stands there first is taken for the path, even an option.
    let Some(path) = rest.first() else {
        return Answer::failed(
            FAILED,
            format!("400 not enough arguments\npvesh {name} <api_path> [OPTIONS] [FORMAT_OPTIONS]\n"),
        );
    };
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    match find(name, &words.join("/")) {
        Some((method, scope, values)) => {
            let node = words.get(1).filter(|_| words[0] == "nodes" && is_sent_to_its_node(method, &scope));
            let scope = scope.of_this_node(&world.state.node);
            call(world, method, scope, values, node.copied(), rest)
        }
        None => Answer::failed(REFUSED, format!("No '{name}' handler defined for '{path}'")),
    }
}

/// Returns whether the node of the path answers itself.
fn is_sent_to_its_node(method: &Method, scope: &Scope) -> bool {
    match scope {
        Scope::Node(_) => !method.place.is_empty(),
        _ => method.place == "options",
    }
}

/// Returns how a call fails that goes to a node that nobody knows; the words of the resolver are assumed.
fn unreachable(world: &World, node: &str) -> Option<Answer> {
    let is_known = [world.state.node.as_str(), "localhost"].contains(&node)
        || world.files.exists(&std::path::Path::new("/etc/pve/nodes").join(node));
    let sentence =
        format!("hostname lookup '{node}' failed - failed to get address info for: {node}: Name or service not known");
    (!is_known).then(|| Answer::failed(FAILED, sentence))
}

type Found = (&'static Method, Scope, BTreeMap<&'static str, String>);

/// Finds the method of a path.
fn find(verb: &str, path: &str) -> Option<Found> {
    if let Some((scope, what)) = Scope::split(path) {
        let methods = firewall::METHODS.iter().copied().flatten();
        return methods
            .filter(|method| method.verb == verb && (method.scope)(&scope))
            .find_map(|method| Some((method, scope.clone(), matched(method.place, what)?)));
    }
    let methods = storage::METHODS.iter().filter(|method| method.verb == verb);
    methods
        .map(|method| (method, matched(method.place, path)))
        .find_map(|(method, values)| Some((method, Scope::Cluster, values?)))
}

fn matched(place: &'static str, path: &str) -> Option<BTreeMap<&'static str, String>> {
    let mut values = BTreeMap::new();
    let mut words = path.split('/');
    for part in place.split('/') {
        let inner = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        let word = words.next()?;
        match inner {
            None if part == word => {}
            None => return None,
            Some(name) => match name.strip_suffix("...") {
                Some(name) => {
                    let rest: Vec<&str> = std::iter::once(word).chain(words.by_ref()).collect();
                    values.insert(name, rest.join("/"));
                }
                None => drop(values.insert(name, word.to_owned())),
            },
        }
    }
    words.next().is_none().then_some(values)
}

fn call(
    world: &mut World,
    method: &'static Method,
    scope: Scope,
    values: BTreeMap<&'static str, String>,
    node: Option<&str>,
    words: &[&str],
) -> Answer {
    let verb = Verb { usage: method.usage, positionals: PATH, options: method.options };
    let missing = |arguments: &Arguments| {
        let missing = method.required.iter().filter(|name| arguments.get(name).is_none());
        missing.map(|name| ((*name).to_owned(), "property is missing and it is not optional".to_owned())).collect()
    };
    let arguments = match perl::parse_and(world, &verb, words, missing) {
        Ok(arguments) => arguments,
        Err(answer) => return answer,
    };
    if let Some(answer) = node.and_then(|node| unreachable(world, node)) {
        return answer;
    }
    // The words of the path are looked at by the method itself, so when its arguments are known to be good.
    let complaints = bad_words(&scope, &values);
    if !complaints.is_empty() {
        return perl::refuse(world, &verb, complaints);
    }
    let is_quiet = arguments.is_set("quiet");
    if method.verb != "get" && world.is_cluster_locked(&scope.lock()) && method.place != "storage" {
        let waiting = format!("trying to acquire cfs lock '{}' ...\n", scope.lock()).repeat(9);
        let sentence = format!("{waiting}cfs-lock '{}' error: got lock request timeout", scope.lock());
        return Answer::failed(17, sentence);
    }
    let mut session = Session { world, scope, values, arguments, said: String::new() };
    let outcome = (method.run)(&mut session);
    let said = session.said;
    let mut answer = match outcome {
        Ok(Some(shown)) if !is_quiet => Answer::printed(format!("{shown}\n")),
        Ok(_) => Answer::silent(),
        Err(Died::Parameter(name, complaint)) => perl::refuse_one(session.world, &verb, &name, &complaint),
        Err(Died::Because(sentence)) => Answer::failed(FAILED, sentence),
    };
    answer.stderr = said + &answer.stderr;
    answer
}

fn bad_words(scope: &Scope, values: &BTreeMap<&'static str, String>) -> Vec<(String, String)> {
    let vmid = match scope {
        Scope::Guest(_, vmid) => Some(("vmid", vmid)),
        _ => None,
    };
    let words = values.iter().map(|(name, value)| (*name, value)).chain(vmid);
    words
        .filter_map(|(name, value)| {
            let parameter = PLACES.iter().find(|parameter| parameter.name == name)?;
            Some((name.to_owned(), perl::check(&parameter.kind, name, value)?))
        })
        .collect()
}

#[cfg(test)]
mod tests;
