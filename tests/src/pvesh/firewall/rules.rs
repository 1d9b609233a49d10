//! `.../firewall/rules` and the rules of a group. A new rule stands on top wherever it was asked to stand, and is off
//! unless it is enabled.

use serde_json::{Value, json};

use super::{Files, Scope, digest, read, refuse_modified, write};
use crate::perl::{Kind, Parameter, formats, split_list};
use crate::pvesh::file::File;
use crate::pvesh::rule::{Environment, LEVELS, Names, Rule};
use crate::pvesh::{DELETE, Died, FORMAT, GET, Method, Outcome, SET, Session, spec};

const RULE: &[Parameter] = &[
    Parameter::new("action", spec::ACTION),
    Parameter::new("comment", Kind::Text(formats::anything)),
    Parameter::new("dest", spec::ADDRESSES),
    Parameter::new("digest", spec::DIGEST),
    Parameter::new("dport", spec::DESTINATION_PORTS),
    Parameter::new("enable", Kind::Integer(0, i64::MAX)),
    Parameter::new("icmp-type", spec::ICMP_TYPE),
    Parameter::new("iface", spec::INTERFACE),
    Parameter::new("log", Kind::Words(LEVELS)),
    Parameter::new("macro", Kind::Text(formats::anything)),
    Parameter::new("proto", spec::PROTOCOL),
    Parameter::new("source", spec::ADDRESSES),
    Parameter::new("sport", spec::SOURCE_PORTS),
    Parameter::new("type", Kind::Words(&["in", "out", "forward", "group"])),
];

const POSITION: &[Parameter] = &[Parameter::new("pos", Kind::Integer(0, i64::MAX))];
const DIGEST: &[Parameter] = &[Parameter::new("digest", spec::DIGEST)];
const CHANGE: &[Parameter] = &[
    Parameter::new("delete", Kind::List(|list| split_list(list).into_iter().try_for_each(formats::configuration_id))),
    Parameter::new("moveto", Kind::Integer(0, i64::MAX)),
];

const CREATE: &str = "pvesh create <api_path> --action <string> --type <string> [OPTIONS] [FORMAT_OPTIONS]";

fn any(_: &Scope) -> bool {
    true
}

fn cluster(scope: &Scope) -> bool {
    *scope == Scope::Cluster
}

const fn methods(place: &'static str, entry: &'static str, scope: fn(&Scope) -> bool) -> [Method; 5] {
    [
        Method { verb: "get", place, scope, required: &[], options: &[FORMAT], usage: GET, run: list },
        Method {
            verb: "create",
            place,
            scope,
            required: &["action", "type"],
            options: &[FORMAT, RULE, POSITION],
            usage: CREATE,
            run: create,
        },
        Method { verb: "get", place: entry, scope, required: &[], options: &[FORMAT], usage: GET, run: get },
        Method {
            verb: "set",
            place: entry,
            scope,
            required: &[],
            options: &[FORMAT, RULE, CHANGE],
            usage: SET,
            run: set,
        },
        Method {
            verb: "delete",
            place: entry,
            scope,
            required: &[],
            options: &[FORMAT, DIGEST],
            usage: DELETE,
            run: delete,
        },
    ]
}

pub(super) const METHODS: &[Method] = {
    const OWN: [Method; 5] = methods("rules", "rules/{pos}", any);
    const GROUPS: [Method; 5] = methods("groups/{group}", "groups/{group}/{pos}", cluster);
    let [a, b, c, d, e] = OWN;
    let [f, g, h, i, j] = GROUPS;
    &[a, b, c, d, e, f, g, h, i, j]
};

/// Returns the list that the path is about; a group must be there.
fn rules<'a>(file: &'a mut File, group: Option<&str>) -> Result<&'a mut Vec<Rule>, Died> {
    let Some(group) = group else { return Ok(&mut file.rules) };
    let found = file.groups.get_mut(group).map(|group| &mut group.entries);
    found.ok_or_else(|| Died::Because(format!("no such security group '{group}'")))
}

fn open(session: &mut Session<'_>) -> Result<(Files, Vec<Rule>), Died> {
    let mut files = read(session)?;
    let rules = rules(&mut files.own, session.value("group"))?.clone();
    Ok((files, rules))
}

fn close(session: &mut Session<'_>, mut files: Files, rules_: Vec<Rule>) -> Outcome {
    *rules(&mut files.own, session.value("group"))? = rules_;
    write(session, &files.own)
}

fn digest_of(rules: &[Rule]) -> String {
    digest(rules.iter().map(|rule| &rule.properties))
}

fn shown(rules: &[Rule], position: usize) -> Value {
    let mut shown = rules[position].shown();
    shown["digest"] = digest_of(rules).into();
    shown["pos"] = json!(position);
    shown
}

fn list(session: &mut Session<'_>) -> Outcome {
    let (_, rules) = open(session)?;
    Ok(Some((0..rules.len()).map(|position| shown(&rules, position)).collect()))
}

/// Returns where the rule of the path stands.
fn position(session: &Session<'_>, rules: &[Rule]) -> Result<usize, Died> {
    let text = session.value("pos").unwrap_or_default();
    let position = text.parse().ok().filter(|position| *position < rules.len());
    position.ok_or_else(|| Died::Because(format!("no rule at position {text}")))
}

fn get(session: &mut Session<'_>) -> Outcome {
    let (_, rules) = open(session)?;
    let position = position(session, &rules)?;
    let mut shown = shown(&rules, position);
    // Here it is what the path said: a text.
    shown["pos"] = position.to_string().into();
    Ok(Some(shown))
}

/// Takes what is given; an empty value or `-` takes a property away.
fn take(rule: &mut Rule, session: &Session<'_>) {
    for (name, value) in &session.arguments.options {
        match value.as_str() {
            _ if matches!(name.as_str(), "delete" | "moveto" | "digest" | "pos") => {}
            "" | "-" => drop(rule.properties.remove(name)),
            value => rule.set(name, value),
        }
    }
}

fn verify(rule: &mut Rule, session: &Session<'_>, files: &Files) -> Result<(), Died> {
    let (names, environment) = match session.value("group") {
        Some(_) => (Names { cluster: None, own: Some(&files.own) }, Environment::Group),
        None => (files.names(), session.scope.environment()),
    };
    match rule.verify(names, environment).into_iter().next() {
        Some((name, complaint)) => Err(Died::Parameter(name, complaint)),
        None => Ok(()),
    }
}

fn create(session: &mut Session<'_>) -> Outcome {
    let (files, mut rules) = open(session)?;
    let mut rule = Rule::default();
    take(&mut rule, session);
    verify(&mut rule, session, &files)?;
    if session.arguments.get("enable").is_none() {
        rule.set("enable", "0");
    }
    rules.insert(0, rule);
    close(session, files, rules)
}

fn set(session: &mut Session<'_>) -> Outcome {
    let (files, mut rules) = open(session)?;
    refuse_modified(session, &digest_of(&rules))?;
    let position = position(session, &rules)?;
    let target = session.arguments.get("moveto").and_then(|target| target.parse::<usize>().ok());
    match target.filter(|target| *target != position) {
        Some(target) => {
            // It stands before the rule that stood there: further down, one less than it was told.
            let rule = rules.remove(position);
            let target = if target > position { target - 1 } else { target };
            rules.insert(target.min(rules.len()), rule);
        }
        None => {
            let mut rule = rules[position].clone();
            take(&mut rule, session);
            remove_properties(&mut rule, session.arguments.get("delete").unwrap_or_default())?;
            verify(&mut rule, session, &files)?;
            rules[position] = rule;
        }
    }
    close(session, files, rules)
}

fn remove_properties(rule: &mut Rule, list: &str) -> Result<(), Died> {
    for name in split_list(list) {
        if name != "pos" && !RULE.iter().any(|parameter| parameter.name == name) {
            return Err(Died::parameter("delete", format!("no such property ('{name}')")));
        }
        if matches!(name, "type" | "action") {
            return Err(Died::parameter("delete", format!("unable to delete required property '{name}'")));
        }
        rule.properties.remove(name);
    }
    Ok(())
}

fn delete(session: &mut Session<'_>) -> Outcome {
    let (files, mut rules) = open(session)?;
    refuse_modified(session, &digest_of(&rules))?;
    let position = position(session, &rules)?;
    rules.remove(position);
    close(session, files, rules)
}
