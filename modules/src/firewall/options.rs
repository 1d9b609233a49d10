//! The options of a firewall file as a table: name, scope, form, default (pve-firewall 6.0).

use super::Scope;

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
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match form {
        Form::Boolean => matches!(value, "0" | "1").then(|| value.to_owned()),
        Form::Enable | Form::Number(..) => digits(value).then(|| without_leading_zeros(value)),
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
    let enumeration = |words: &[&str]| {
        let words = words.join(", ");
        Some(format!("value '{value}' does not have a value in the enumeration '{words}'"))
    };
    match form {
        Form::FileOnly => {
            Some("property is not defined in schema and the schema does not allow additional properties".to_owned())
        }
        Form::Number(least, most) => match value.parse::<u64>() {
            Ok(number) if number < least => Some(format!("value must have a minimum value of {least}")),
            Ok(number) if number > most => Some(format!("value must have a maximum value of {most}")),
            Ok(_) => None,
            Err(_) => Some(format!("type check ('integer') failed - got '{value}'")),
        },
        Form::Helpers => {
            let unknown = value.split(',').map(str::trim).find(|word| !HELPERS.contains(word))?;
            Some(format!("invalid format - unknown helper '{unknown}'"))
        }
        Form::RateLimit => (!value.split(',').all(is_rate_part)).then(|| "invalid format - invalid value".to_owned()),
        Form::ForwardPolicy if one_of(&["ACCEPT", "DROP"], value).is_none() => enumeration(&["ACCEPT", "DROP"]),
        _ if read(form, value).is_some() => None,
        Form::Policy => enumeration(&["ACCEPT", "REJECT", "DROP"]),
        Form::LogLevel => enumeration(&LOG_LEVELS),
        Form::ForwardPolicy => None,
        Form::Boolean => Some(format!("type check ('boolean') failed - got '{value}'")),
        Form::Enable => Some(format!("type check ('integer') failed - got '{value}'")),
    }
}

fn is_rate_part(part: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match part.split_once('=') {
        None => matches!(part, "0" | "1"),
        Some(("enable", value)) => matches!(value, "0" | "1"),
        Some(("burst", value)) => is_number(value),
        Some(("rate", value)) => value.split_once('/').is_some_and(|(number, unit)| {
            is_number(number) && !number.starts_with('0') && ["second", "minute", "hour", "day"].contains(&unit)
        }),
        Some(_) => false,
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
        let of = |scope| OPTIONS.iter().filter(|option| option.scope == scope && option.form != Form::FileOnly).count();
        assert_eq!((of(Scope::Cluster), of(Scope::Node), of(Scope::Guest)), (6, 19, 10));
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
        ] {
            assert_eq!(complaint(form, value).as_deref(), Some(why));
        }
        for bad in ["rate=0/second", "burst=x", "5"] {
            assert!(complaint(Form::RateLimit, bad).is_some(), "{bad}");
        }
    }
}
