//! Two keys for one thing, where both are written and do not say the same.

use super::{Facts, Place, Verdicts};

/// The key that counts, and the one beside it that then does not; both from the container.
const OF_A_CONTAINER: &[[&str; 2]] = &[
    ["swap_mb", "swap"],
    ["clone_from_ctid", "clone_from_template_ctid"],
    ["network_config.hwaddr", "mac_address"],
    ["network_config.nameserver", "network_config.nameservers"],
];

/// The same of the host's file.
const OF_THE_HOST: &[[&str; 2]] = &[["zfs.arc_max_gb", "zfs.arc_max"]];

/// V-64: of two keys for one thing, one counts; what the other one says is not done.
pub(super) fn two_keys_that_disagree(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        judge(&guest.place, &guest.container.resource(), OF_A_CONTAINER, verdicts);
    }
    judge(facts.host, "host", OF_THE_HOST, verdicts);
}

fn judge(object: &Place<'_>, resource: &str, pairs: &[[&str; 2]], verdicts: &mut Verdicts) {
    for pair in pairs {
        let [Some(counts), Some(idle)] = pair.map(|path| at(object, path)) else { continue };
        if !says_the_same(&counts, &idle) {
            let message = format!("`{}` counts ({}), and this says something else", pair[0], counts.at);
            verdicts.say(resource.to_owned(), (idle.at, &idle.key), message, "remove the one that is not meant");
        }
    }
}

fn at<'f>(object: &Place<'f>, path: &str) -> Option<Place<'f>> {
    path.split('.').try_fold(object.clone(), |place, key| place.member(key))
}

/// An id may be a number or a text, a MAC address in either case.
fn says_the_same(one: &Place<'_>, other: &Place<'_>) -> bool {
    let plain = |place: &Place<'_>| match &place.node.value {
        crate::config::json::Value::Number(number) => Some((*number).to_owned()),
        _ => place.node.as_text().map(str::to_ascii_lowercase),
    };
    one.node.says_the_same(other.node) || plain(one).is_some_and(|text| Some(text) == plain(other))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{broken, messages};

    #[test]
    fn two_keys_for_one_thing_are_named_where_they_disagree() {
        let guests = r#""101": {"swap_mb": 512, "swap": 1024, "mac_address": "52:54:00:AA:BB:CC", "clone_from_ctid": 900,
            "clone_from_template_ctid": "901", "network_config": {"hwaddr": "52:54:00:AA:BB:CD", "ip": "dhcp",
            "nameserver": "9.9.9.9", "nameservers": "1.1.1.1"}}, "900": {}, "901": {}"#;
        let host = r#""zfs": {"arc_max_gb": 4, "arc_max": "8589934592"}"#;
        let keys = ["swap", "mac_address", "clone_from_template_ctid", "network_config.nameservers"];
        let mut expected = vec!["warning zfs.arc_max".to_owned()];
        expected.extend(keys.iter().map(|key| format!("warning lxc_configs.101.{key}")));
        assert_eq!(broken("V-64", host, guests), expected);
        assert_eq!(
            messages("V-64", host, "")[0],
            "`zfs.arc_max_gb` counts (hypervisor:1), and this says something else"
        );
    }

    #[test]
    fn two_keys_that_agree_or_one_alone_are_as_they_should_be() {
        let guests = r#""101": {"swap": 512, "clone_from_ctid": 900, "clone_from_template_ctid": "900", "mac_address": "52:54:00:AA:BB:CC",
            "network_config": {"hwaddr": "52:54:00:aa:bb:cc", "ip": "dhcp"}}, "900": {"network_config": "10.0.0.5/24", "mac_address": "52:54:00:AA:BB:CE"}"#;
        assert!(broken("V-64", "", guests).is_empty());
    }
}
