//! The options of a firewall file as a table: name, scope, form, default (pve-firewall 6.0).

use std::collections::BTreeSet;

use super::Scope;
use crate::pve::property_string::PropertyString;
use crate::pve::schema;

/// An option of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirewallOption {
    /// Its name, in lower case.
    pub(crate) name: &'static str,
    /// The file it stands in.
    pub(crate) scope: Scope,
    /// What its value looks like.
    pub(crate) form: Form,
    /// What holds where it is not written; `None` where Proxmox names no default.
    pub(crate) default: Option<&'static str>,
}

/// What an option's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `0` or `1`; nothing else is understood.
    Boolean,
    /// `enable` of the cluster: `0`, `1`, or a time stamp in seconds, which enables it for 60 s.
    Enable,
    /// A whole number between these two.
    Number(u64, u64),
    /// `ACCEPT`, `DROP`, `REJECT`; read in any case.
    Policy,
    /// `ACCEPT`, `DROP`; read in any case.
    ForwardPolicy,
    /// A level of syslog, or `nolog`; read in any case.
    LogLevel,
    /// `[enable=]0|1[,rate=N/second][,burst=N]`.
    RateLimit,
    /// A list of connection tracking helpers by name.
    Helpers,
    /// Read from a file by older versions, in no API: kept, never wished.
    FileOnly,
}

/// The levels of `-log` and of the options; in a rule lower case only.
pub(crate) const LOG_LEVELS: [&str; 9] =
    ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"];

const HELPERS: [&str; 9] = ["amanda", "ftp", "irc", "netbios-ns", "pptp", "sane", "sip", "snmp", "tftp"];

const ANY: u64 = i32::MAX as u64;

const fn row(scope: Scope, name: &'static str, form: Form, default: &'static str) -> FirewallOption {
    let default = if default.is_empty() { None } else { Some(default) };
    FirewallOption { name, scope, form, default }
}

/// Every option there is.
#[rustfmt::skip]
pub(crate) const OPTIONS: &[FirewallOption] = &[
    row(Scope::Cluster, "enable", Form::Enable, "0"),
    row(Scope::Cluster, "ebtables", Form::Boolean, "1"),
    row(Scope::Cluster, "log_ratelimit", Form::RateLimit, "enable=1,rate=1/second,burst=5"),
    row(Scope::Cluster, "policy_in", Form::Policy, "DROP"),
    row(Scope::Cluster, "policy_out", Form::Policy, "ACCEPT"),
    row(Scope::Cluster, "policy_forward", Form::ForwardPolicy, "ACCEPT"),

    row(Scope::Node, "enable", Form::Boolean, "1"),
    row(Scope::Node, "log_level_in", Form::LogLevel, "nolog"),
    row(Scope::Node, "log_level_out", Form::LogLevel, "nolog"),
    row(Scope::Node, "log_level_forward", Form::LogLevel, "nolog"),
    row(Scope::Node, "log_nf_conntrack", Form::Boolean, "0"),
    row(Scope::Node, "ndp", Form::Boolean, "1"),
    row(Scope::Node, "nf_conntrack_allow_invalid", Form::Boolean, "0"),
    row(Scope::Node, "nf_conntrack_helpers", Form::Helpers, ""),
    row(Scope::Node, "nf_conntrack_max", Form::Number(32_768, ANY), "262144"),
    row(Scope::Node, "nf_conntrack_tcp_timeout_established", Form::Number(7875, ANY), "432000"),
    row(Scope::Node, "nf_conntrack_tcp_timeout_syn_recv", Form::Number(30, 60), "60"),
    row(Scope::Node, "nftables", Form::Boolean, "0"),
    row(Scope::Node, "nosmurfs", Form::Boolean, ""),
    row(Scope::Node, "protection_limit", Form::FileOnly, ""),
    row(Scope::Node, "protection_synflood", Form::Boolean, "0"),
    row(Scope::Node, "protection_synflood_burst", Form::Number(0, ANY), "1000"),
    row(Scope::Node, "protection_synflood_rate", Form::Number(0, ANY), "200"),
    row(Scope::Node, "smurf_log_level", Form::LogLevel, "nolog"),
    row(Scope::Node, "tcp_flags_log_level", Form::LogLevel, "nolog"),
    row(Scope::Node, "tcpflags", Form::Boolean, "0"),

    row(Scope::Guest, "enable", Form::Boolean, "0"),
    row(Scope::Guest, "dhcp", Form::Boolean, "0"),
    row(Scope::Guest, "ipfilter", Form::Boolean, ""),
    row(Scope::Guest, "ips", Form::FileOnly, ""),
    row(Scope::Guest, "ips_queues", Form::FileOnly, ""),
    row(Scope::Guest, "layer2_protocols", Form::FileOnly, ""),
    row(Scope::Guest, "log_level_in", Form::LogLevel, "nolog"),
    row(Scope::Guest, "log_level_out", Form::LogLevel, "nolog"),
    row(Scope::Guest, "macfilter", Form::Boolean, "1"),
    row(Scope::Guest, "ndp", Form::Boolean, "1"),
    row(Scope::Guest, "policy_in", Form::Policy, "DROP"),
    row(Scope::Guest, "policy_out", Form::Policy, "ACCEPT"),
    row(Scope::Guest, "radv", Form::Boolean, ""),
];

/// Returns an option of a scope by its name, whatever its case.
pub(crate) fn find(scope: Scope, name: &str) -> Option<&'static FirewallOption> {
    OPTIONS.iter().find(|option| option.scope == scope && option.name.eq_ignore_ascii_case(name))
}

/// Returns the value as Proxmox reads it from a file, or `None` if it does not understand it.
pub(crate) fn read(form: Form, value: &str) -> Option<String> {
    match form {
        Form::Boolean => matches!(value, "0" | "1").then(|| value.to_owned()),
        Form::Enable | Form::Number(..) => is_number(value).then(|| without_leading_zeros(value)),
        Form::Policy => one_of(&["ACCEPT", "DROP", "REJECT"], value),
        // The reader takes one that the API refuses.
        Form::ForwardPolicy => one_of(&["ACCEPT", "DROP", "REJECT"], value),
        Form::LogLevel if value.is_empty() => Some(String::new()),
        Form::LogLevel => one_of(&LOG_LEVELS, value),
        Form::RateLimit => (!value.is_empty() && !value.contains(char::is_whitespace)).then(|| value.to_owned()),
        Form::Helpers => {
            let value = value.to_ascii_lowercase();
            value.split(',').all(|word| HELPERS.contains(&word)).then_some(value)
        }
        Form::FileOnly => (!value.is_empty()).then(|| value.to_owned()),
    }
}

fn one_of(words: &[&str], value: &str) -> Option<String> {
    words.iter().find(|word| word.eq_ignore_ascii_case(value)).map(|word| (*word).to_owned())
}

fn without_leading_zeros(digits: &str) -> String {
    let number = digits.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

/// Returns why Proxmox's API would refuse this value, in its own words.
pub(crate) fn complaint(form: Form, value: &str) -> Option<String> {
    let said = match form {
        Form::FileOnly => Err(schema::NOT_DEFINED.to_owned()),
        Form::Number(least, most) => schema::integer(value, least, most),
        Form::Helpers => {
            let unknown = value.split(',').map(str::trim).find(|word| !HELPERS.contains(word));
            schema::format(unknown.is_none(), format_args!("unknown helper '{}'", unknown.unwrap_or_default()))
        }
        Form::RateLimit => rate_limit(value).map(drop),
        // The file's reader takes a third one.
        Form::ForwardPolicy if one_of(&["ACCEPT", "DROP"], value).is_none() => schema::word(value, &["ACCEPT", "DROP"]),
        _ if read(form, value).is_some() => Ok(()),
        Form::Policy | Form::ForwardPolicy => schema::word(value, &["ACCEPT", "REJECT", "DROP"]),
        Form::LogLevel => schema::word(value, &LOG_LEVELS),
        Form::Boolean => schema::boolean(value).map(drop),
        Form::Enable => schema::integer(value, 0, u64::MAX),
    };
    said.err()
}

/// A limit of the log: whether there is one, the rate, the burst; what is not given by its default.
fn rate_limit(value: &str) -> Result<(bool, String, u64), String> {
    let string = PropertyString::parse(value);
    let of = |key: &str, why: String| format!("invalid format - format error; {key}: {why}");
    if let Some(unknown) = string.keys().find(|key| !["enable", "rate", "burst"].contains(key)) {
        return Err(of(unknown, schema::NOT_DEFINED.to_owned()));
    }
    let enable = string.leading().or(string.get("enable"));
    let enable = enable.ok_or_else(|| of("enable", "property is missing and it is not optional".to_owned()))?;
    let is_set = schema::boolean(enable).map_err(|why| of("enable", why))?;
    let rate = string.get("rate").unwrap_or("1/second");
    let is_rate = rate.split_once('/').is_some_and(|(number, unit)| {
        is_number(number) && !number.starts_with('0') && ["second", "minute", "hour", "day"].contains(&unit)
    });
    schema::pattern(is_rate).map_err(|why| of("rate", why))?;
    let burst = string.get("burst").unwrap_or("5");
    schema::integer(burst, 0, u64::MAX).map_err(|why| of("burst", why))?;
    Ok((is_set, rate.to_owned(), burst.parse().unwrap_or_default()))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether two values mean the same to Proxmox.
pub(crate) fn are_equal(form: Form, found: &str, wished: &str) -> bool {
    let as_set = |list: &str| list.split(',').map(|word| word.trim().to_owned()).collect::<BTreeSet<_>>();
    match form {
        Form::Helpers => as_set(found) == as_set(wished),
        Form::RateLimit => found == wished || rate_limit(found).is_ok_and(|found| Ok(found) == rate_limit(wished)),
        _ => found == wished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_one_row_and_takes_its_own_default() {
        for (index, option) in OPTIONS.iter().enumerate() {
            let is_same = |other: &FirewallOption| other.scope == option.scope && other.name == option.name;
            assert!(!OPTIONS[..index].iter().any(is_same), "{} is there twice", option.name);
            let default = option.default.map_or(Ok(()), |default| complaint(option.form, default).map_or(Ok(()), Err));
            assert_eq!(default, Ok(()), "{}", option.name);
        }
    }

    const LIST: &str = include_str!("../../../tests/data/firewall_options.txt");

    #[test]
    fn every_option_that_the_api_declares_has_a_row_of_its_form() {
        let lines: Vec<Vec<&str>> =
            LIST.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
        for line in &lines {
            let [scope, name, declared, default, least, most, words] = line[..] else { panic!("{line:?}") };
            let scope = match scope {
                "cluster" => Scope::Cluster,
                "node" => Scope::Node,
                _ => Scope::Guest,
            };
            let option = find(scope, name).unwrap_or_else(|| panic!("no row: {line:?}"));
            let fits = match option.form {
                Form::Boolean => declared == "boolean",
                Form::Enable => declared == "integer" && name == "enable",
                Form::Number(first, last) => {
                    declared == "integer"
                        && (least == first.to_string() || (least == "." && first == 0))
                        && (most == last.to_string() || (most == "." && last == ANY))
                }
                Form::Policy => words == "ACCEPT,REJECT,DROP",
                Form::ForwardPolicy => words == "ACCEPT,DROP",
                Form::LogLevel => words == LOG_LEVELS.join(","),
                Form::RateLimit => declared == "pairs",
                Form::Helpers => declared == "pve-fw-conntrack-helper",
                Form::FileOnly => false,
            };
            assert!(fits, "{line:?} {:?}", option.form);
            if default != "." {
                assert_eq!(option.default, Some(default), "{line:?}");
            }
        }
        let of_the_api = OPTIONS.iter().filter(|option| option.form != Form::FileOnly).count();
        assert_eq!((of_the_api, lines.len()), (35, 35));
    }

    #[test]
    fn defaults_that_the_api_does_not_declare() {
        for (scope, name, default) in [
            (Scope::Cluster, "policy_in", Some("DROP")),
            (Scope::Cluster, "policy_out", Some("ACCEPT")),
            (Scope::Cluster, "policy_forward", Some("ACCEPT")),
            (Scope::Cluster, "log_ratelimit", Some("enable=1,rate=1/second,burst=5")),
            (Scope::Guest, "policy_in", Some("DROP")),
            (Scope::Guest, "policy_out", Some("ACCEPT")),
            (Scope::Guest, "log_level_in", Some("nolog")),
            (Scope::Node, "smurf_log_level", Some("nolog")),
            (Scope::Node, "nosmurfs", None),
            (Scope::Guest, "radv", None),
            (Scope::Guest, "ipfilter", None),
        ] {
            assert_eq!(find(scope, name).unwrap().default, default, "{name}");
        }
        assert_eq!(find(Scope::Guest, "POLICY_IN").map(|option| option.name), Some("policy_in"));
        assert_eq!(find(Scope::Guest, "nftables"), None);
    }

    #[test]
    fn a_limit_of_the_log_is_compared_by_what_it_means() {
        let is = |found: &str, wished: &str| are_equal(Form::RateLimit, found, wished);
        assert!(is("enable=1,rate=1/second,burst=5", "1"));
        assert!(is("burst=5,enable=yes,rate=5/second", "1,rate=5/second"));
        assert!(!is("1", "0") && !is("1", "1,burst=6") && !is("1", "1,rate=2/second"));
        assert!(is("nonsense", "nonsense") && !is("nonsense", "rubbish"));
        assert!(are_equal(Form::Helpers, "ftp,tftp", "tftp, ftp") && !are_equal(Form::Helpers, "ftp", "tftp"));
        assert!(are_equal(Form::Policy, "DROP", "DROP") && !are_equal(Form::Policy, "DROP", "ACCEPT"));
    }

    #[test]
    fn values_are_read_as_from_a_file_and_refused_as_by_the_api() {
        assert_eq!(read(Form::Policy, "drop").as_deref(), Some("DROP"));
        assert_eq!(read(Form::Boolean, "yes"), None);
        assert_eq!(read(Form::Enable, "1700000000").as_deref(), Some("1700000000"));
        for (form, value, why) in [
            (Form::Policy, "MAYBE", "value 'MAYBE' does not have a value in the enumeration 'ACCEPT, REJECT, DROP'"),
            (Form::Number(32_768, ANY), "5", "value must have a minimum value of 32768"),
            (Form::Boolean, "maybe", "type check ('boolean') failed - got 'maybe'"),
            (Form::Number(30, 60), "61", "value must have a maximum value of 60"),
            (Form::Number(30, 60), "x", "type check ('integer') failed - got 'x'"),
            (Form::Enable, "x", "type check ('integer') failed - got 'x'"),
            (Form::ForwardPolicy, "REJECT", "value 'REJECT' does not have a value in the enumeration 'ACCEPT, DROP'"),
            (Form::Helpers, "ftp, x", "invalid format - unknown helper 'x'"),
            (
                Form::LogLevel,
                "loud",
                "value 'loud' does not have a value in the enumeration 'emerg, alert, crit, err, warning, notice, info, debug, \
                 nolog'",
            ),
            (
                Form::FileOnly,
                "1",
                "property is not defined in schema and the schema does not allow additional properties",
            ),
        ] {
            assert_eq!(complaint(form, value).as_deref(), Some(why));
        }
        for (value, why) in [
            ("rate=1/second", "enable: property is missing and it is not optional"),
            ("1,rate=0/second", "rate: value does not match the regex pattern"),
            ("1,rate=1/week", "rate: value does not match the regex pattern"),
            ("1,rate=/day", "rate: value does not match the regex pattern"),
            ("1,burst=x", "burst: type check ('integer') failed - got 'x'"),
            ("5", "enable: type check ('boolean') failed - got '5'"),
            (
                "1,speed=1",
                "speed: property is not defined in schema and the schema does not allow additional properties",
            ),
        ] {
            assert_eq!(complaint(Form::RateLimit, value), Some(format!("invalid format - format error; {why}")));
        }
        for good in ["1", "enable=0", "enable=1,rate=10/day,burst=0"] {
            assert_eq!(complaint(Form::RateLimit, good), None, "{good}");
        }
    }

    #[test]
    fn the_files_reader_and_the_api_differ_where_proxmox_does() {
        assert_eq!(read(Form::LogLevel, "").as_deref(), Some(""));
        assert_eq!(
            (read(Form::RateLimit, ""), read(Form::RateLimit, "1 2"), read(Form::FileOnly, "")),
            (None, None, None)
        );
        assert_eq!(read(Form::RateLimit, "enable=1").as_deref(), Some("enable=1"));
        assert_eq!(read(Form::FileOnly, "x").as_deref(), Some("x"));
        for form in [Form::Policy, Form::ForwardPolicy] {
            assert_eq!(complaint(form, "accept"), None, "{form:?}");
            assert_eq!(read(form, "REJECT").as_deref(), Some("REJECT"));
        }
        assert_eq!(complaint(Form::Policy, "REJECT"), None);
        assert!(complaint(Form::ForwardPolicy, "REJECT").is_some());
    }
}
