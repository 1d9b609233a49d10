//! Numbered settings (`mpN`, `devN`): which number a wish has.

use std::collections::BTreeSet;

use super::settings::not_taken;
use crate::plan::Refusal;
use crate::pve::guest_config::Config;

/// The highest number of mount points and devices (schema of Proxmox VE 9.2).
const HIGHEST: u16 = 255;

/// Returns the option of each wish, in order: its own number, else that of what stands there already, else the lowest that
/// neither stands there nor is wished. `numbers` has the wished and the present number of each.
pub(super) fn options(series: &str, numbers: &[(Option<u16>, Option<u16>)], config: &Config) -> Vec<String> {
    let mut taken: BTreeSet<u16> = numbers.iter().filter_map(|(wished, present)| wished.or(*present)).collect();
    let is_free = |taken: &BTreeSet<u16>, number: u16| {
        !taken.contains(&number) && config.standing(&format!("{series}{number}")).is_none()
    };
    let mut number_of = |(wished, present): &(Option<u16>, Option<u16>)| {
        let number = wished.or(*present).or_else(|| (0..=HIGHEST).find(|number| is_free(&taken, *number)));
        let number = number.unwrap_or(HIGHEST + 1);
        taken.insert(number);
        format!("{series}{number}")
    };
    numbers.iter().map(&mut number_of).collect()
}

/// Refuses a number that there is not, and one that an earlier wish has.
pub(super) fn refuse_number(series: &str, options: &[String], index: usize) -> Option<Refusal> {
    let option = &options[index];
    let is_repeated = options[..index].contains(option);
    let is_too_high = option[series.len()..].parse().map_or(true, |number: u16| number > HIGHEST);
    let why = match (is_repeated, is_too_high) {
        (true, _) => format!("two wishes have the number {option}"),
        (false, true) => format!("Proxmox VE has {series}0 to {series}{HIGHEST}"),
        (false, false) => return None,
    };
    let remedy = format!("give each a number of its own (id), from 0 to {HIGHEST}, or none");
    Some(not_taken(option, "a number of its own", why, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config::parse;

    #[test]
    fn a_new_one_takes_the_lowest_number_that_is_free() {
        let config = parse("dev0: /dev/a\ndev3: /dev/b\n\n[pve:pending]\ndev1: /dev/c\ndelete: dev3\n");
        let numbers = [(None, None), (Some(2), None), (None, Some(0)), (None, None), (None, None)];
        assert_eq!(options("dev", &numbers, &config), ["dev4", "dev2", "dev0", "dev5", "dev6"]);
        assert_eq!(options("mp", &[(None, None)], &config), ["mp0"]);
    }

    #[test]
    fn a_number_is_there_and_wished_once() {
        let options: Vec<String> = ["mp1", "mp255", "mp256", "mp1"].map(str::to_owned).to_vec();
        let why = |index| refuse_number("mp", &options, index).map(|refusal| refusal.why);
        assert_eq!(why(0), None);
        assert_eq!(why(1), None);
        assert_eq!(why(2).as_deref(), Some("Proxmox VE has mp0 to mp255"));
        assert_eq!(why(3).as_deref(), Some("two wishes have the number mp1"));
    }

    #[test]
    fn when_none_is_free_the_number_is_one_that_there_is_not() {
        let text: String = (0..=255).map(|number| format!("mp{number}: /srv,mp=/{number}\n")).collect();
        let all = options("mp", &[(None, None)], &parse(&text));
        assert!(refuse_number("mp", &all, 0).is_some());
    }
}
