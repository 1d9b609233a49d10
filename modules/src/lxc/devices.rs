//! Devices of the host in a container: how a wish is merged into `devN`.

use super::families::DEVICE;
use super::series;
use super::settings::{Compared, Difference, Felt, boolean, given, not_taken, number};
use super::{Desired, Device, graphics};
use crate::plan::{Change, Refusal};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Returns the options of the devices that are wished: told apart by number, or by path.
pub(super) fn options(desired: &Desired, config: &Config) -> Vec<String> {
    let (lasting, present) = (config.series("dev"), config.present_series("dev"));
    // One that the next start takes away is there until then: it is kept, and not given twice.
    let with_path = |path: &str| {
        let mut all = lasting.iter().chain(&present);
        all.find(|(_, text)| path_of(text).as_deref() == Some(path)).map(|(number, _)| *number)
    };
    let numbers = |device: &Device| (device.id, device.path.as_deref().and_then(with_path));
    let numbers: Vec<_> = graphics::with_cards(desired, config).iter().map(numbers).collect();
    series::options("dev", &numbers, config)
}

/// Returns the path of a `devN`, on the host and in the guest.
pub(super) fn path_of(text: &str) -> Option<String> {
    DEVICE.get(&PropertyString::parse(text), "path").map(str::to_owned)
}

/// Compares every device that is wished.
pub(super) fn compare(desired: &Desired, config: &Config, compared: &mut Compared) {
    let options = options(desired, config);
    let devices = graphics::with_cards(desired, config);
    let devices: Vec<&Device> = devices.iter().collect();
    for (index, device) in devices.iter().enumerate() {
        let refusal =
            series::refuse_number("dev", &options, index).or_else(|| refuse_path(&devices, index, &options, config));
        compared.add(match refusal {
            Some(refusal) => Err(vec![refusal]),
            None => compare_one(device, &options[index], config),
        });
    }
    graphics::compare(desired, config, compared);
}

/// A path is seen once: Proxmox would take it twice, and the second hides the first.
fn refuse_path(devices: &[&Device], index: usize, options: &[String], config: &Config) -> Option<Refusal> {
    let option = &options[index];
    let Some(path) = &devices[index].path else {
        let why = "Path has to be defined".to_owned();
        return config
            .standing(option)
            .is_none()
            .then(|| not_taken(option, "a device", why, "add its path".to_owned()));
    };
    let is_wished_twice = devices[..index].iter().any(|device| device.path.as_ref() == Some(path));
    let is_other = |(number, text): &(u16, &str)| {
        let other = format!("dev{number}");
        other != *option && !options.contains(&other) && path_of(text).as_ref() == Some(path)
    };
    let other = config.series("dev").into_iter().find(is_other).map(|(number, _)| format!("dev{number}"));
    let other = other.or_else(|| is_wished_twice.then(|| "an earlier wish".to_owned()))?;
    let why = format!("{other} is this device already");
    Some(not_taken(
        &format!("{option}.path"),
        path,
        why,
        "wish it once; without an id it has the number it has now".to_owned(),
    ))
}

fn compare_one(device: &Device, option: &str, config: &Config) -> Result<Option<Difference>, Vec<Refusal>> {
    let wished = wished_keys(device);
    let refusals = DEVICE.refuse(option, &wished);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let found = config.standing(option);
    let merged = DEVICE.merge(option, &wished, found, device.exclusive);
    let typed = merged.string.to_string();
    let is_leaving = found.is_some() && config.effective(option).is_none();
    let changes = match found {
        None => vec![Change::new(option, None, Some(typed.clone()))],
        Some(_) if is_leaving => vec![Change::new(option, None, Some(typed.clone())).felt(Felt::AtRestart.effect())],
        Some(_) => merged.changes.into_iter().map(|change| change.felt(Felt::AtRestart.effect())).collect(),
    };
    Ok((!changes.is_empty()).then(|| Difference { option: option.to_owned(), typed: Some(typed), changes }))
}

/// Returns the keys of a device that are wished, in the order they are typed in.
fn wished_keys(device: &Device) -> Vec<(&'static str, String)> {
    let Device { id: _, path, gid, mode, uid, deny_write, exclusive: _ } = device;
    let keys = [
        ("path", path.clone()),
        ("deny-write", boolean(*deny_write)),
        ("gid", number(*gid)),
        ("mode", mode.clone()),
        ("uid", number(*uid)),
    ];
    given(keys)
}

#[cfg(test)]
mod tests;
