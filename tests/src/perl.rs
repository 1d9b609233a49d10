//! What Proxmox's Perl command lines share: how options are read, how values are checked, and how both complain.
//! The rules and texts are those of `PVE::CLIHandler` and `PVE::JSONSchema` of Proxmox VE 9.2, as recorded.

use std::collections::BTreeMap;

use crate::world::{Answer, World};

pub mod formats;
pub mod property;
pub mod storage_formats;

use property::Format;

/// A sub-command: what it takes, and the line that it ends its complaints with.
#[derive(Debug)]
pub struct Verb {
    /// The usage line: `pct set <vmid> [OPTIONS]`.
    pub usage: &'static str,
    /// What it takes by position; all are required.
    pub positionals: &'static [Parameter],
    /// What it takes by name.
    pub options: &'static [&'static [Parameter]],
}

/// A parameter of a verb, or a series of them (`net0` to `net31`).
#[derive(Debug)]
pub struct Parameter {
    /// The name, without the number of a series.
    pub name: &'static str,
    /// How many a series has; 0 for a parameter that is none.
    pub count: u16,
    /// What values it takes.
    pub kind: Kind,
}

/// Checks a value; `Err` is the complaint as Perl's `die` has it, often with a line end of its own.
pub type Check = fn(&str) -> Result<(), String>;

/// What values a parameter takes.
#[derive(Debug)]
pub enum Kind {
    /// 1 or 0, in many words; alone on a command line it means 1.
    Boolean,
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// A number between two bounds.
    Number(f64, f64),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A text.
    Text(Check),
    /// A list; given twice, the lists are joined.
    List(Check),
    /// A list of `key=value`.
    Properties(&'static Format),
}

impl Parameter {
    /// Returns a parameter.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, count: 0, kind }
    }

    /// Returns a series of parameters: `name0` and on.
    pub const fn series(name: &'static str, count: u16, kind: Kind) -> Self {
        Self { name, count, kind }
    }

    /// Returns whether this parameter (or one of its series) has that name.
    pub fn is_named(&self, name: &str) -> bool {
        if self.count == 0 {
            return self.name == name;
        }
        let Some(number) = name.strip_prefix(self.name) else {
            return false;
        };
        let canonical = number == "0" || (!number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit()));
        canonical && number.parse::<u16>().is_ok_and(|number| number < self.count)
    }

    fn names(&self) -> Vec<String> {
        if self.count == 0 {
            return vec![self.name.to_owned()];
        }
        (0..self.count).map(|number| format!("{}{number}", self.name)).collect()
    }
}

/// What a command line said, checked.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// The positional arguments, as many as the verb has.
    pub positionals: Vec<String>,
    /// The options by their full name; booleans are 1 or 0.
    pub options: BTreeMap<String, String>,
}

impl Arguments {
    /// Returns an option's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }

    /// Returns whether a boolean option is 1.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some("1")
    }

    /// Takes an option out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.options.remove(name)
    }
}

/// The exit code of refused parameters; real ones are whatever errno was left over, this one is the commonest.
pub const REFUSED: i32 = 2;
/// The exit code of a failed task.
pub const FAILED: i32 = 255;

/// Reads and checks the arguments of a verb.
pub fn parse(world: &mut World, verb: &Verb, arguments: &[&str]) -> Result<Arguments, Answer> {
    parse_and(world, verb, arguments, |_| Vec::new())
}

/// Reads and checks the arguments of a verb; `further` are complaints besides those about single values.
pub fn parse_and(
    world: &mut World,
    verb: &Verb,
    arguments: &[&str],
    further: impl FnOnce(&Arguments) -> Vec<(String, String)>,
) -> Result<Arguments, Answer> {
    let mut parsed = read(verb, arguments)?;
    let given = parsed.positionals.len();
    if given != verb.positionals.len() {
        let many = if given < verb.positionals.len() { "not enough" } else { "too many" };
        return Err(unreadable(verb, &format!("400 {many} arguments")));
    }
    for (name, value) in &mut parsed.options {
        if matches!(parameter(verb, name).kind, Kind::Boolean) {
            let word = if value.is_empty() { Some("1") } else { formats::boolean(value) };
            let word = word.ok_or_else(|| unreadable(verb, "400 unable to parse boolean option"))?;
            *value = word.to_owned();
        }
    }
    let mut errors = complaints(verb, &parsed);
    errors.extend(further(&parsed));
    if errors.is_empty() { Ok(parsed) } else { Err(refuse(world, verb, errors)) }
}

/// Returns the answer to refused parameters: one line each, in the random order of a Perl hash.
pub fn refuse(world: &mut World, verb: &Verb, mut errors: Vec<(String, String)>) -> Answer {
    world.shuffle(&mut errors);
    let lines: String = errors.iter().map(|(name, message)| format!("{name}: {message}\n")).collect();
    Answer::failed(REFUSED, format!("400 Parameter verification failed.\n{lines}{}\n", verb.usage))
}

/// Returns the answer to a single refused parameter.
pub fn refuse_one(world: &mut World, verb: &Verb, name: &str, message: &str) -> Answer {
    refuse(world, verb, vec![(name.to_owned(), message.to_owned())])
}

/// Returns the answer to a value that a host's file holds and the schema does not allow: the reading command fails.
pub fn refuse_result(verb: &Verb, errors: &[(String, String)]) -> Answer {
    let lines: String = errors.iter().map(|(name, message)| format!("{name}: {message}\n")).collect();
    Answer::failed(FAILED, format!("400 Result verification failed\n{lines}{}\n", verb.usage))
}

/// Returns what a command without a known sub-command answers.
pub fn no_such_verb(command: &str, verb: Option<&str>, usage: &str) -> Answer {
    let complaint = match verb {
        Some(verb) => format!("unknown command '{command} {verb}'"),
        None => "no command specified".to_owned(),
    };
    Answer::failed(FAILED, format!("ERROR: {complaint}\nUSAGE: {command} <COMMAND> [ARGS] [OPTIONS]\n\n{usage}"))
}

/// Returns the answer to a sub-command that is not simulated: a real one says so, any other does not exist.
pub fn other_verb(command: &str, verb: &str, usage: &str) -> Answer {
    if usage.contains(&format!("       {command} {verb} ")) {
        return Answer::failed(FAILED, format!("the simulated host has no '{command} {verb}'"));
    }
    no_such_verb(command, Some(verb), usage)
}

/// Refuses a file that is another than whoever names its digest thinks: what Perl takes for false is no digest
/// (`assert_if_modified` of pve-common; that an empty one is none was read, not recorded). The sentence has no line end.
pub fn refuse_modified(digest: &str, expected: Option<&str>) -> Result<(), String> {
    match expected {
        Some(expected) if !matches!(expected, "" | "0") && expected != digest => {
            Err("detected modified configuration - file changed by other user? Try again.".to_owned())
        }
        _ => Ok(()),
    }
}

/// Splits a list as `PVE::Tools::split_list` does: at any run of commas, semicolons and blanks.
pub fn split_list(text: &str) -> Vec<&str> {
    text.split(|c: char| matches!(c, ',' | ';' | '\0') || c.is_whitespace()).filter(|part| !part.is_empty()).collect()
}

fn unreadable(verb: &Verb, complaint: &str) -> Answer {
    Answer::failed(REFUSED, format!("{complaint}\n{}\n", verb.usage))
}

fn read(verb: &Verb, arguments: &[&str]) -> Result<Arguments, Answer> {
    let mut parsed = Arguments::default();
    // `Getopt::Long` reads on after an error, and tells of each.
    let mut errors = String::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if *argument == "--" {
            parsed.positionals.extend(rest.by_ref().map(|rest| (*rest).to_owned()));
            break;
        }
        let option = argument.strip_prefix("--").or_else(|| argument.strip_prefix('-').filter(|name| !name.is_empty()));
        let Some(option) = option else {
            parsed.positionals.push((*argument).to_owned());
            continue;
        };
        match option_of(verb, option, &mut rest) {
            Ok((name, value)) => keep(&mut parsed, verb, name, value),
            Err(text) => errors.push_str(&format!("{text}\n")),
        }
    }
    if errors.is_empty() { Ok(parsed) } else { Err(unreadable(verb, &format!("{errors}400 unable to parse option"))) }
}

/// Returns the full name of an option and its value. An empty value behind `=` is none, which only a boolean can do without.
fn option_of(verb: &Verb, option: &str, rest: &mut std::slice::Iter<'_, &str>) -> Result<(String, String), String> {
    let (name, given) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
    let name = full_name(verb, name)?;
    let is_boolean = matches!(parameter(verb, &name).kind, Kind::Boolean);
    let missing = || format!("Option {} requires an argument", name.to_lowercase());
    let value = match given {
        Some("") if !is_boolean => return Err(missing()),
        Some(value) => value.to_owned(),
        None if is_boolean => bare_boolean(rest),
        None => rest.next().map(|value| (*value).to_owned()).ok_or_else(missing)?,
    };
    Ok((name, value))
}

/// Returns the value of a boolean: what follows, if that is no option. A lonely dash is none.
fn bare_boolean(rest: &mut std::slice::Iter<'_, &str>) -> String {
    match rest.as_slice().first() {
        Some(value) if !value.starts_with('-') || *value == "-" => {
            rest.next();
            (*value).to_owned()
        }
        _ => "1".to_owned(),
    }
}

/// Keeps an option's value: of a repeated scalar the last wins, lists are joined. What has its position may be given by
/// name, too, and what stands at the position wins (`get_options` of PVE::JSONSchema).
fn keep(parsed: &mut Arguments, verb: &Verb, name: String, value: String) {
    if find(verb.options, &name).is_none() {
        return;
    }
    if matches!(parameter(verb, &name).kind, Kind::List(_))
        && let Some(list) = parsed.options.get_mut(&name)
    {
        list.push(',');
        list.push_str(&value);
        return;
    }
    parsed.options.insert(name, value);
}

/// Completes an abbreviated option as `Getopt::Long` does; case does not matter there.
fn full_name(verb: &Verb, given: &str) -> Result<String, String> {
    let wanted = given.to_lowercase();
    let names = verb.options.iter().copied().flatten().chain(verb.positionals).flat_map(Parameter::names);
    let mut candidates: Vec<String> = names.filter(|name| name.to_lowercase().starts_with(&wanted)).collect();
    if let Some(exact) = candidates.iter().find(|name| name.to_lowercase() == wanted) {
        return Ok(exact.clone());
    }
    match candidates.len() {
        0 => Err(format!("Unknown option: {wanted}")),
        1 => Ok(candidates.remove(0)),
        _ => {
            // Its names are in lower case, and sorted bytewise: `net10` stands before `net2`.
            candidates.iter_mut().for_each(|name| name.make_ascii_lowercase());
            candidates.sort_unstable();
            Err(format!("Option {wanted} is ambiguous ({})", candidates.join(", ")))
        }
    }
}

fn parameter<'a>(verb: &'a Verb, name: &str) -> &'a Parameter {
    let positional = || verb.positionals.iter().find(|parameter| parameter.is_named(name));
    find(verb.options, name).or_else(positional).expect("an option that was read is a parameter of its verb")
}

/// Finds the parameter of that name.
pub fn find<'a>(options: &[&'a [Parameter]], name: &str) -> Option<&'a Parameter> {
    options.iter().copied().flatten().find(|parameter| parameter.is_named(name))
}

fn complaints(verb: &Verb, parsed: &Arguments) -> Vec<(String, String)> {
    let positionals =
        verb.positionals.iter().zip(&parsed.positionals).map(|(parameter, value)| (parameter.name, parameter, value));
    let options = parsed.options.iter().map(|(name, value)| (name.as_str(), parameter(verb, name), value));
    positionals
        .chain(options)
        .filter_map(|(name, parameter, value)| Some((name.to_owned(), check(&parameter.kind, name, value)?)))
        .collect()
}

/// Checks a value as `PVE::JSONSchema::check_prop` does; `path` names it in complaints about a part of it.
pub fn check(kind: &Kind, path: &str, value: &str) -> Option<String> {
    let mistyped = |kind: &str| Some(format!("type check ('{kind}') failed - got '{value}'"));
    match kind {
        Kind::Boolean if !matches!(value, "0" | "1") => mistyped("boolean"),
        Kind::Boolean => None,
        Kind::Integer(minimum, maximum) => match formats::integer(value) {
            None => mistyped("integer"),
            Some(number) => out_of_bounds(&number, minimum, maximum),
        },
        Kind::Number(minimum, maximum) => match formats::number(value) {
            None => mistyped("number"),
            Some(number) => out_of_bounds(&number, minimum, maximum),
        },
        Kind::Words(words) if words.contains(&value) => None,
        Kind::Words(words) => {
            Some(format!("value '{value}' does not have a value in the enumeration '{}'", words.join(", ")))
        }
        Kind::Text(check) | Kind::List(check) => check(value).err(),
        Kind::Properties(format) => match property::parse(format, path, value) {
            Ok(_) => None,
            Err(complaint) => Some(format!("invalid format - {complaint}")),
        },
    }
}

fn out_of_bounds<T: PartialOrd + std::fmt::Display>(number: &T, minimum: &T, maximum: &T) -> Option<String> {
    if number < minimum {
        return Some(format!("value must have a minimum value of {minimum}"));
    }
    (number > maximum).then(|| format!("value must have a maximum value of {maximum}"))
}

#[cfg(test)]
mod tests;
