//! What Ansible says about a call beside its arguments: the keys that begin with `_ansible_`.

use serde_json::{Map, Value};

use crate::arguments::to_boolean;

/// The beginning of Ansible's own keys; those that are not known are passed by.
const PREFIX: &str = "_ansible_";

/// Whether the host may be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mode {
    Check,
    #[default]
    Converge,
}

/// What Ansible says about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) mode: Mode,
    /// The controller shows `diff` even where the task says no, so it is sent only when asked for.
    pub(super) wants_diff: bool,
    /// The module's name as the task resolved it, for sentences that name it.
    pub(super) module: Option<String>,
    pub(super) ignores_unknown: bool,
    /// Up to ansible-core 2.19 a module shows its arguments unasked, 2.21 says whether it should.
    pub(super) shows_invocation: bool,
}

impl Settings {
    /// Takes Ansible's keys out of the arguments; the error names a switch that is none.
    pub(super) fn take_from(arguments: &mut Map<String, Value>) -> Result<Self, String> {
        let ours: Vec<String> = arguments.keys().filter(|key| key.starts_with(PREFIX)).cloned().collect();
        let settings: Map<String, Value> = ours.into_iter().filter_map(|key| arguments.remove_entry(&key)).collect();
        let switch = |name: &str, default: bool| match settings.get(name) {
            None | Some(Value::Null) => Ok(default),
            Some(value) => to_boolean(value).map_err(|reason| format!("{name}: {reason}")),
        };
        Ok(Self {
            mode: if switch("_ansible_check_mode", false)? { Mode::Check } else { Mode::Converge },
            wants_diff: switch("_ansible_diff", false)?,
            module: settings.get("_ansible_module_name").and_then(Value::as_str).map(str::to_owned),
            ignores_unknown: switch("_ansible_ignore_unknown_opts", false)?,
            shows_invocation: switch("_ansible_inject_invocation", true)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken(value: Value) -> (Map<String, Value>, Result<Settings, String>) {
        let Value::Object(mut arguments) = value else { unreachable!("the tests give objects") };
        let settings = Settings::take_from(&mut arguments);
        (arguments, settings)
    }

    #[test]
    fn unknown_keys_of_ansible_are_passed_by_and_absent_ones_have_defaults() {
        let (rest, settings) = taken(json!({"name": "x", "_ansible_from_2099": {}, "_ansible_tmpdir": null}));
        assert_eq!(rest.keys().collect::<Vec<_>>(), ["name"]);
        let defaults = Settings {
            mode: Mode::Converge,
            wants_diff: false,
            module: None,
            ignores_unknown: false,
            shows_invocation: true,
        };
        assert_eq!(settings, Ok(defaults));
    }

    #[test]
    fn a_check_mode_that_cannot_be_read_is_never_taken_for_no() {
        assert!(taken(json!({"_ansible_check_mode": "perhaps"})).1.is_err());
        assert_eq!(taken(json!({"_ansible_check_mode": "yes"})).1.unwrap().mode, Mode::Check);
    }
}
