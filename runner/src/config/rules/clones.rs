//! Clones and what they are made from, and the order in which containers start.

use super::{Facts, Verdicts};

/// V-05: a clone is made from a snapshot of its source, or of a source that is a template.
pub(super) fn source_without_snapshot(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for (source, clone) in facts.cloned() {
        let container = source.container;
        let is_template = container.is_template.as_ref().is_some_and(|is_template| is_template.value);
        if container.template_snapshot_name.is_none() && !is_template {
            let message = format!(
                "{} is a clone of it, but it has no `template_snapshot_name` and is no template",
                clone.container.ctid
            );
            verdicts.say_at(source, &source.place, message, "name a snapshot, or set `is_template`");
        }
    }
}

/// V-06: a container comes from a template or from a clone source.
pub(super) fn both_or_neither_origin(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        match (&guest.container.template, &guest.container.clone_from) {
            (Some(template), Some(_)) => {
                verdicts.say_of(
                    guest,
                    template,
                    "the template has no effect beside a clone source".to_owned(),
                    "remove one of the two",
                );
            }
            (None, None) => {
                let message = "neither `template` nor `clone_from_ctid`: it can be kept, but not created".to_owned();
                verdicts.say_at(guest, &guest.place, message, "say what it is made from");
            }
            _ => {}
        }
    }
}

/// V-07: the root file system of a clone begins as large as that of its source, and cannot shrink.
pub(super) fn smaller_than_its_source(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let source = facts.source(guest);
        let sizes =
            (&guest.container.storage_size_gb, source.and_then(|source| source.container.storage_size_gb.as_ref()));
        if let (Some(own), Some(source)) = sizes
            && own.value < source.value
        {
            let message = format!(
                "{} GB, but the clone source has {} GB ({}) and a root file system cannot shrink",
                own.value, source.value, source.at
            );
            verdicts.say_of(guest, own, message, "ask for at least as much as the source has");
        }
    }
}

/// V-08: a clone inherits `unprivileged` from its source, and it cannot be changed afterwards; absent is false at creation.
pub(super) fn other_privilege_than_its_source(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(source) = facts.source(guest) else { continue };
        let unprivileged = |guest: &super::Guest<'_>| {
            guest.container.unprivileged.as_ref().is_some_and(|unprivileged| unprivileged.value)
        };
        if unprivileged(guest) == unprivileged(source) {
            continue;
        }
        let place = guest.place.member("unprivileged").unwrap_or_else(|| guest.place.clone());
        let (own, other) = (unprivileged(guest), unprivileged(source));
        let message = format!(
            "`unprivileged` is {own}, but {other} for the clone source {} (absent counts as false)",
            source.container.ctid
        );
        verdicts.say_at(guest, &place, message, "a clone inherits it: write the same value for both");
    }
}

/// V-09: the host starts containers in ascending `boot_order`, so a dependency needs the lower one.
pub(super) fn boots_before_its_dependency(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let order = |guest: &super::Guest<'_>| guest.container.boot_order.as_ref().map(|order| order.value);
    for guest in &facts.guests {
        let Some(own) = order(guest) else { continue };
        for dependency in &guest.container.dependencies {
            let Some(other) = facts.guest(dependency.value).and_then(order) else {
                continue;
            };
            if own <= other {
                let message = format!("boots at {own}, but its dependency {} at {other}", dependency.value);
                verdicts.say_of(guest, dependency, message, "give the dependency the lower `boot_order`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

    #[test]
    fn a_clone_source_needs_a_snapshot_or_the_seal() {
        let clone = r#""101": {"clone_from_ctid": "900"}"#;
        assert_eq!(broken("V-05", "", &format!(r#""900": {{}}, {clone}"#)), ["warning lxc_configs.900"]);
        assert!(broken("V-05", "", &format!(r#""900": {{"is_template": true}}, {clone}"#)).is_empty());
        assert!(broken("V-05", "", &format!(r#""900": {{"template_snapshot_name": "base"}}, {clone}"#)).is_empty());
    }

    #[test]
    fn two_origins_are_one_too_many_and_none_too_few() {
        assert_eq!(
            broken("V-06", "", r#""900": {"template": "a"}, "901": {"template": "a", "clone_from_ctid": 900}"#),
            ["warning lxc_configs.901.template"]
        );
        assert_eq!(broken("V-06", "", r#""900": {}"#), ["warning lxc_configs.900"]);
    }

    #[test]
    fn a_clone_is_at_least_as_large_as_its_source() {
        let sizes = |own: u32| {
            format!(r#""900": {{"storage_size_gb": 128}}, "101": {{"clone_from_ctid": 900, "storage_size_gb": {own}}}"#)
        };
        assert_eq!(broken("V-07", "", &sizes(100)), ["refused lxc_configs.101.storage_size_gb"]);
        assert!(broken("V-07", "", &sizes(128)).is_empty());
    }

    #[test]
    fn an_absent_unprivileged_counts_as_false() {
        let pair = |own: &str| format!(r#""900": {{"unprivileged": true}}, "101": {{"clone_from_ctid": 900{own}}}"#);
        assert_eq!(broken("V-08", "", &pair("")), ["warning lxc_configs.101"]);
        assert_eq!(broken("V-08", "", &pair(r#", "unprivileged": false"#)), ["warning lxc_configs.101.unprivileged"]);
        assert!(broken("V-08", "", &pair(r#", "unprivileged": true"#)).is_empty());
    }

    #[test]
    fn a_dependency_boots_first() {
        let orders = |first: u32, second: u32| {
            let boots = |order| format!(r#""boot_order": {order}"#);
            format!(r#""101": {{{}}}, "102": {{{}, "dependencies": ["101"]}}"#, boots(first), boots(second))
        };
        assert_eq!(broken("V-09", "", &orders(2, 2)), ["warning lxc_configs.102.dependencies[0]"]);
        assert!(broken("V-09", "", &orders(1, 2)).is_empty());
    }
}
