//! The checks of a container's health, in the two shapes that they have had: one with a command, or a list with scripts.

use super::HealthCheck;
use super::place::{Place, Reader};
use super::values::{integer, text};

/// Reads `health_check`, then `health_checks`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Vec<HealthCheck> {
    let mut checks = Vec::new();
    if let Some(place) = reader.object.member("health_check") {
        checks.extend(check(&place, true, reader));
    }
    if let Some(list) = reader.object.member("health_checks")
        && list.is_array(reader.findings)
    {
        for place in list.elements() {
            checks.extend(check(&place, false, reader));
        }
    }
    checks
}

/// The limits keep a slip (minutes meant as seconds, a 0 too many) from holding up a run for days.
fn check(place: &Place<'_>, is_alone: bool, reader: &mut Reader<'_, '_>) -> Option<HealthCheck> {
    if !place.is_object(reader.findings) {
        return None;
    }
    let mut inside = Reader { object: place, findings: reader.findings };
    let command = inside.read("command", text);
    let mut of_a_list = |name: &str| if is_alone { None } else { inside.read(name, text) };
    let (name, method, script, args) = (of_a_list("name"), of_a_list("type"), of_a_list("script"), of_a_list("args"));
    let retries = inside.read("retries", integer(1..=1000));
    let interval = inside.read("interval", integer(1..=3600));
    let timeout = inside.read("timeout", integer(1..=3600));
    let (at, key) = (place.at, place.key.clone());
    Some(HealthCheck { at, key, is_alone, name, method, command, script, args, retries, interval, timeout })
}

#[cfg(test)]
mod tests {
    use crate::config::{HealthCheck, read};

    fn checks(text: &str) -> Result<Vec<HealthCheck>, Vec<String>> {
        let file = format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}");
        let configuration = read(b"{}", file.as_bytes());
        let configuration =
            configuration.map_err(|findings| findings.iter().map(ToString::to_string).collect::<Vec<_>>());
        configuration.map(|mut configuration| configuration.containers.remove(0).health_checks)
    }

    #[test]
    fn both_shapes_are_read() {
        let all = checks(
            r#""health_check": {"command": "nc -z localhost 9000", "retries": 30, "interval": 10},
               "health_checks": [{"name": "Check n8n", "script": "check_n8n.sh", "args": "101"}]"#,
        );
        let all = all.unwrap();
        let retries = all[0].retries.as_ref().map(|retries| retries.value);
        assert_eq!((all[0].is_alone, retries, all[0].timeout.is_none()), (true, Some(30), true));
        assert_eq!((all[1].is_alone, all[1].key.as_str()), (false, "lxc_configs.101.health_checks[0]"));
        assert_eq!(checks("").unwrap(), []);
    }

    #[test]
    fn what_is_no_number_of_tries_or_seconds_is_an_error() {
        for (value, key) in
            [("0", "interval"), ("0", "retries"), ("0", "timeout"), ("\"5\"", "interval"), ("-1", "retries")]
        {
            let found = checks(&format!(r#""health_check": {{"command": "a", "{key}": {value}}}"#)).unwrap_err();
            assert!(
                found.join(" ").contains(&format!("health_check.{key}: expected a whole number from 1")),
                "{found:?}"
            );
        }
        assert!(checks(r#""health_check": "curl""#).unwrap_err().join(" ").contains("expected an object"));
        assert!(checks(r#""health_checks": {}"#).unwrap_err().join(" ").contains("expected a list"));
        assert!(checks(r#""health_check": {"command": ["curl"]}"#).unwrap_err().join(" ").contains("expected a text"));
    }
}
