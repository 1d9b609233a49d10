//! A firewall rule: how it stands in a file, what of it the API checks, and in which words it refuses.

use std::net::IpAddr;

use super::Scope;
use crate::perl::{Arguments, Kind, Parameter, formats};

/// The options of a rule that have a value, by their name in the API and in a file, in the order they are written.
const PARTS: &[(&str, &str)] = &[
    ("iface", "-i"),
    ("source", "-source"),
    ("dest", "-dest"),
    ("proto", "-p"),
    ("dport", "-dport"),
    ("sport", "-sport"),
    ("log", "-log"),
    ("icmp-type", "-icmp-type"),
];

const LEVELS: &[&str] = &["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"];

/// What `pvesh create .../rules` takes.
pub(super) const OPTIONS: &[Parameter] = &[
    Parameter::new("action", Kind::Text(formats::anything)),
    Parameter::new("comment", Kind::Text(formats::anything)),
    Parameter::new("dest", Kind::Text(formats::anything)),
    Parameter::new("dport", Kind::Text(formats::anything)),
    Parameter::new("enable", Kind::Integer(0, i64::MAX)),
    Parameter::new("icmp-type", Kind::Text(formats::anything)),
    Parameter::new("iface", Kind::Text(formats::anything)),
    Parameter::new("log", Kind::Words(LEVELS)),
    Parameter::new("macro", Kind::Text(formats::anything)),
    Parameter::new("pos", Kind::Integer(0, i64::MAX)),
    Parameter::new("proto", Kind::Text(formats::anything)),
    Parameter::new("source", Kind::Text(formats::anything)),
    Parameter::new("sport", Kind::Text(formats::anything)),
    Parameter::new("type", Kind::Words(&["in", "out", "forward", "group"])),
];

/// The macros that were recorded, with the port that each has; another counts as unknown.
const MACROS: &[(&str, &str)] = &[("DNS", "53"), ("HTTP", "80"), ("HTTPS", "443"), ("SMTP", "25"), ("SSH", "22")];

/// Protocols that have ports, and some that have none (`/etc/protocols`).
const WITH_PORTS: &[&str] = &["tcp", "udp", "udplite", "dccp", "sctp"];
const WITHOUT_PORTS: &[&str] = &["icmp", "icmpv6", "ipv6-icmp", "igmp", "gre", "esp", "ah", "ospf", "vrrp", "ipip"];

/// What is wrong with a parameter: its name, and the complaint.
pub(super) type Complaint = (&'static str, String);

/// Returns the line of a rule that the API was given.
pub(super) fn line(arguments: &Arguments, scope: &Scope) -> Result<String, Complaint> {
    let (Some(kind), action) = (arguments.get("type"), arguments.get("action")) else {
        return Err(missing("type"));
    };
    let action = action.ok_or_else(|| missing("action"))?;
    check(arguments, kind, action, scope)?;
    let disabled = if arguments.get("enable").is_none_or(|number| number == "0") { "|" } else { "" };
    let what = match arguments.get("macro").and_then(find_macro) {
        Some((name, _)) => format!("{name}({action})"),
        None => action.to_owned(),
    };
    let mut text = format!("{disabled}{} {what}", kind.to_uppercase());
    for (name, option) in PARTS {
        if let Some(value) = arguments.get(name) {
            text.push_str(&format!(" {option} {value}"));
        }
    }
    if let Some(comment) = arguments.get("comment").filter(|comment| !comment.is_empty()) {
        text.push_str(&format!(" # {comment}"));
    }
    Ok(text)
}

fn missing(name: &'static str) -> Complaint {
    (name, "property is missing and it is not optional".to_owned())
}

fn find_macro(name: &str) -> Option<&'static (&'static str, &'static str)> {
    MACROS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
}

fn check(arguments: &Arguments, kind: &str, action: &str, scope: &Scope) -> Result<(), Complaint> {
    if kind == "forward" && matches!(scope, Scope::Guest(_)) {
        return Err(("type", "invalid rule type 'forward' for rule_env 'ct'".to_owned()));
    }
    if kind != "group" && !["ACCEPT", "DROP", "REJECT"].contains(&action) {
        return Err(("action", format!("unknown action '{action}'")));
    }
    if let Some(name) = arguments.get("macro") {
        let (_, port) = find_macro(name).ok_or_else(|| ("macro", format!("unknown macro '{name}'")))?;
        if arguments.get("dport").is_some_and(|given| given != *port) {
            return Err(("dport", format!("parameter 'dport' already define in macro (value = '{port}')")));
        }
    }
    if let Some(name) = arguments.get("iface")
        && matches!(scope, Scope::Guest(_))
        && !is_guest_interface(name)
    {
        return Err(("iface", "value does not match the regex pattern 'net\\d+'".to_owned()));
    }
    check_protocol(arguments)?;
    for name in ["source", "dest"] {
        arguments.get(name).map_or(Ok(()), |list| check_addresses(name, list))?;
    }
    Ok(())
}

fn is_guest_interface(name: &str) -> bool {
    name.strip_prefix("net").is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn check_protocol(arguments: &Arguments) -> Result<(), Complaint> {
    let proto = arguments.get("proto");
    if let Some(proto) = proto {
        let is_known = proto.parse::<u8>().is_ok() || WITH_PORTS.contains(&proto) || WITHOUT_PORTS.contains(&proto);
        if !is_known {
            return Err(("proto", format!("invalid format - unknown protocol '{proto}'\n")));
        }
    }
    for name in ["dport", "sport"] {
        let Some(ports) = arguments.get(name) else { continue };
        if proto.is_none() && arguments.get("macro").is_none() {
            return Err(("proto", format!("missing property - '{name}' requires this property")));
        }
        for port in ports.split(',') {
            check_port(name, port)?;
        }
    }
    Ok(())
}

fn check_port(name: &'static str, port: &str) -> Result<(), Complaint> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| {
        let invalid = || (name, format!("invalid format - invalid port '{text}'\n"));
        if is_number(text) { text.parse::<u16>().map_err(|_| invalid()) } else { Err(invalid()) }
    };
    match port.split_once(':') {
        Some((low, high)) if number(low)? > number(high)? => {
            let sentence =
                format!("invalid format - backwards range '{port}' not allowed, did you mean '{high}:{low}'?\n");
            Err((name, sentence))
        }
        Some(_) => Ok(()),
        // A name of /etc/services, or of an icmp type.
        None if port.starts_with(|letter: char| letter.is_ascii_alphabetic()) => Ok(()),
        None => number(port).map(drop),
    }
}

fn check_addresses(name: &'static str, list: &str) -> Result<(), Complaint> {
    if list.starts_with('+') {
        return Ok(());
    }
    let mut versions = Vec::new();
    for entry in list.split(',') {
        let address = entry.split(['/', '-']).next().unwrap_or_default();
        let Ok(address) = address.parse::<IpAddr>() else {
            return Err((name, format!("no such alias '{entry}'")));
        };
        versions.push(address.is_ipv4());
    }
    if versions.contains(&true) && versions.contains(&false) {
        let sentence = format!("invalid format - detected mixed ipv4/ipv6 addresses in address list '{list}'\n");
        return Err((name, sentence));
    }
    Ok(())
}

/// Returns a rule as `pvesh get --output-format json` shows it; `None` if the line is no rule.
pub(super) fn shown(line: &str, position: usize) -> Option<serde_json::Value> {
    let (rule, comment) = line.split_once('#').map_or((line, None), |(rule, comment)| (rule, Some(comment.trim())));
    let (enable, rule) = rule.strip_prefix('|').map_or((1, rule), |rest| (0, rest));
    let mut words = rule.split_whitespace();
    let (kind, what) = (words.next()?, words.next()?);
    let mut entry = serde_json::json!({ "enable": enable, "pos": position, "type": kind.to_lowercase() });
    match what.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((name, action)) => (entry["macro"], entry["action"]) = (name.into(), action.into()),
        None => entry["action"] = what.into(),
    }
    while let (Some(option), Some(value)) = (words.next(), words.next()) {
        let (name, _) =
            PARTS.iter().find(|(name, short)| option == *short || option.trim_start_matches('-') == *name)?;
        entry[*name] = value.into();
    }
    if let Some(comment) = comment {
        entry["comment"] = comment.into();
    }
    Some(entry)
}
