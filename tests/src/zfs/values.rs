//! Numbers as OpenZFS reads and shows them.

/// Reads a size as `zfs set` does; the error is OpenZFS's own (rule of `zfs_nicestrtonum`, 2.3.9).
///
/// A decimal number is multiplied as a double and truncated: `1.4T` is 1539316278886 bytes.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let point = text.find('.').unwrap_or(text.len());
    let is_of_number = |(at, letter): (usize, char)| letter.is_ascii_digit() || at == point;
    let end = text.char_indices().find(|place| !is_of_number(*place)).map_or(text.len(), |(at, _)| at);
    let (number, suffix) = text.split_at(end);
    let bad = || format!("bad numeric value '{text}'");
    if number.is_empty() || number == "." {
        return Err(bad());
    }
    let shift = suffix_shift(suffix).ok_or_else(|| format!("invalid numeric suffix '{suffix}'"))?;
    if number.contains('.') {
        let value = number.parse::<f64>().map_err(|_| bad())? * 2f64.powi(shift);
        return truncated(value).ok_or_else(too_large);
    }
    let value = number.parse::<u64>().map_err(|_| too_large())?;
    let shifted = value.checked_shl(shift.cast_unsigned()).filter(|shifted| shifted >> shift == value);
    shifted.ok_or_else(too_large)
}

fn too_large() -> String {
    "numeric value is too large".to_owned()
}

/// Returns a positive number without its fraction, `None` above 2^64.
fn truncated(value: f64) -> Option<u64> {
    if value >= 2f64.powi(64) {
        return None;
    }
    format!("{:.0}", value.floor()).parse().ok()
}

/// Returns the power of two of a suffix: a letter of `BKMGTPEZ` (Z is always too large), then perhaps `B` or `iB`, in any case.
fn suffix_shift(suffix: &str) -> Option<i32> {
    let lower = suffix.to_ascii_lowercase();
    let Some(letter) = lower.chars().next() else {
        return Some(0);
    };
    let rest = &lower[letter.len_utf8()..];
    let power = "bkmgtpez".find(letter)?;
    let is_plain = rest.is_empty() || (power > 0 && (rest == "b" || rest == "ib"));
    is_plain.then(|| i32::try_from(power).ok().map(|power| power * 10))?
}

/// Shows a number of bytes as `zfs list` does: three significant places, `0B`, `24K`, `1.40T`.
pub(crate) fn nice_bytes(number: u64) -> String {
    let nice = nice_number(number);
    if number < 1024 { format!("{nice}B") } else { nice }
}

/// Shows a count as `zfs get` does, without a unit below 1024.
pub(crate) fn nice_number(number: u64) -> String {
    let mut index = 0;
    while index < 6 && (number >> (10 * (index + 1))) > 0 {
        index += 1;
    }
    if index == 0 {
        return number.to_string();
    }
    let unit = ["", "K", "M", "G", "T", "P", "E"][index];
    let divisor = 1u64 << (10 * index);
    if number.is_multiple_of(divisor) {
        return format!("{}{unit}", number / divisor);
    }
    #[expect(clippy::cast_precision_loss, reason = "three places are shown")]
    let value = number as f64 / divisor as f64;
    let candidates = [2, 1, 0].map(|places| format!("{value:.places$}{unit}"));
    candidates.iter().find(|text| text.len() <= 5).unwrap_or(&candidates[2]).clone()
}

/// Shows a time as `zfs get` does without `-p`: `Sun Nov 22 23:54 2026`, in UTC; `seconds` decides whether they show.
pub(crate) fn date(epoch: u64, seconds: Seconds) -> String {
    let (days, rest) = (epoch / 86_400, epoch % 86_400);
    let (year, month, day) = civil(days);
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7) as usize];
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let tail = match seconds {
        Seconds::Shown => format!(":{second:02}"),
        Seconds::Left => String::new(),
    };
    format!("{weekday} {} {day:>2} {hour:>2}:{minute:02}{tail} {year}", months[month - 1])
}

/// Whether a shown time has its seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seconds {
    Shown,
    Left,
}

/// Returns year, month (1 to 12) and day of a number of days since 1970.
fn civil(days: u64) -> (u64, usize, u64) {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut left) = (1970, days);
    while left >= 365 + u64::from(is_leap(year)) {
        left -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_sizes_are_truncated_not_rounded() {
        for (text, bytes) in [
            ("1.4T", 1_539_316_278_886),
            ("0.7T", 769_658_139_443),
            ("1.23456789G", 1_325_607_178),
            ("99.9G", 107_266_808_217),
            (".5G", 536_870_912),
            ("128KiB", 131_072),
            ("64Kb", 65_536),
            ("15E", 17_293_822_569_102_704_640),
            ("18446744073709551615", u64::MAX),
            ("007", 7),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused_in_openzfs_words() {
        let refused = |text: &str| parse_size(text).unwrap_err();
        assert_eq!(refused("abc"), "bad numeric value 'abc'");
        assert_eq!(refused(""), "bad numeric value ''");
        assert_eq!(refused("-1"), "bad numeric value '-1'");
        for suffix in [" K", "Gi", "G5", "x20000", "e9", "KK", "X"] {
            assert_eq!(refused(&format!("1{suffix}")), format!("invalid numeric suffix '{suffix}'"));
        }
        assert_eq!(refused("1.5.5G"), "invalid numeric suffix '.5G'");
        assert_eq!(refused("16E"), "numeric value is too large");
        assert_eq!(refused("18446744073709551616"), "numeric value is too large");
    }

    #[test]
    fn numbers_show_three_places() {
        let shown =
            [(0, "0B"), (24_576, "24K"), (1_539_316_278_886, "1.40T"), (u64::MAX, "16.0E"), (769_658_139_443, "717G")];
        for (bytes, text) in shown {
            assert_eq!(nice_bytes(bytes), text);
        }
        assert_eq!(nice_bytes(48 * 1024 + 512), "48.5K");
    }

    #[test]
    fn a_date_is_shown_as_zfs_shows_it() {
        assert_eq!(date(1_795_391_693, Seconds::Left), "Sun Nov 22 23:54 2026");
        assert_eq!(date(1_795_391_693, Seconds::Shown), "Sun Nov 22 23:54:53 2026");
        assert_eq!(date(1_795_393_471, Seconds::Left), "Mon Nov 23  0:24 2026");
    }
}
