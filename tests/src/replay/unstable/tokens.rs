//! Parts of lines that are drawn, counted or measured anew in each run.

/// Beginnings of lines whose rest is measured or drawn.
const MEASURED: &[&str] = &[
    "Filesystem UUID: ",
    "File list generation time: ",
    "File list transfer time: ",
    "Total bytes sent: ",
    "sent ",
    "\"version\": ",
];

/// What is measured of a running container.
const OF_RUNNING: &[&str] =
    &["disk: ", "diskread: ", "diskwrite: ", "maxdisk: ", "mem: ", "netin: ", "netout: ", "pid: ", "uptime: "];

/// Returns a line that tells what is measured of a running container, without the figure.
pub(super) fn of_running(line: &str) -> Option<String> {
    let beginning = OF_RUNNING.iter().find(|beginning| line.starts_with(**beginning))?;
    Some(format!("{beginning}<MEASURED>"))
}

/// Returns a line with what is unstable in it replaced by its name; what `known` holds stays.
pub(super) fn named(line: &str, known: &str) -> String {
    if let Some(measured) = MEASURED.iter().find(|beginning| line.starts_with(**beginning)) {
        return format!("{measured}<MEASURED>");
    }
    if let Some(code) = line.strip_prefix("rc=").filter(|code| *code != "0") {
        // Any number but 0: Perl's programs end with whatever errno was left over.
        return if code.parse::<u8>().is_ok() { "rc=<FAILED>".to_owned() } else { line.to_owned() };
    }
    if let Some((guest, _)) = line.split_once(", \"version\": ") {
        return guest.to_owned();
    }
    let mut line = line.to_owned();
    line = rate(&line);
    line = perl_line(&line);
    line = source_line(&line);
    line = replace(&line, mac_at, known, |mac| format!("{}<DRAWN>", &mac[..9]));
    line = replace(&line, time_at, known, |_| "<TIME>".to_owned());
    line = replace(&line, date_at, known, |_| "<DATE>".to_owned());
    line = replace(&line, task_at, known, |_| "UPID:<TASK>".to_owned());
    line = replace(&line, socket_at, known, |_| "<SOCKET> @".to_owned());
    replace(&line, hash_place_at, known, |_| "[<PLACE>]".to_owned())
}

/// Replaces every part that `at` finds at its beginning, unless it is known.
fn replace(line: &str, at: fn(&str) -> Option<usize>, known: &str, name: impl Fn(&str) -> String) -> String {
    let mut result = String::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        match at(rest) {
            Some(length) => {
                let part = &rest[..length];
                result.push_str(&if known.contains(part) { part.to_owned() } else { name(part) });
                rest = &rest[length..];
            }
            None => {
                result.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    result
}

/// Finds a text of a form: `9` stands for a digit, `F` for a digit of sixteen, all else for itself.
fn form_at(text: &str, form: &str) -> Option<usize> {
    let fits = |(byte, form): (u8, u8)| match form {
        b'9' => byte.is_ascii_digit(),
        b'F' => byte.is_ascii_hexdigit(),
        other => byte == other,
    };
    (text.len() >= form.len() && text.bytes().zip(form.bytes()).all(fits)).then_some(form.len())
}

fn mac_at(text: &str) -> Option<usize> {
    form_at(text, "FF:FF:FF:FF:FF:FF")
}

/// Seconds since 1970 of the time when a snapshot was taken.
fn time_at(text: &str) -> Option<usize> {
    form_at(text, "snaptime: 9999999999")
}

/// The days of the recording; a date from before was written by hand.
fn date_at(text: &str) -> Option<usize> {
    form_at(text, "2026-99-99 99:99:99")
}

fn task_at(text: &str) -> Option<usize> {
    form_at(text, "UPID:pve1:FFFFFFFF:FFFFFFFF:FFFFFFFF")
}

/// The address, numbers and inode of a socket in `/proc/net/unix`.
fn socket_at(text: &str) -> Option<usize> {
    form_at(text, "FFFFFFFFFFFFFFFF: FFFFFFFF FFFFFFFF FFFFFFFF FFFF FF 999999 @")
}

/// The place of an element in a list that Perl made of a hash.
fn hash_place_at(text: &str) -> Option<usize> {
    form_at(text, "[9].cpus").map(|_| 3)
}

/// `(2.0MiB, 32MiB/s)`.
fn rate(line: &str) -> String {
    match (line.starts_with("Total bytes read: "), line.rsplit_once(", ")) {
        (true, Some((before, _))) => format!("{before}, <RATE>)"),
        _ => line.to_owned(),
    }
}

/// `at /usr/share/perl5/PVE/LXC.pm line 730.`
fn perl_line(line: &str) -> String {
    match line.rsplit_once(" line ") {
        Some((before, number)) if before.contains(" at /") && number.trim_end().ends_with('.') => {
            format!("{before} line <N>.")
        }
        _ => line.to_owned(),
    }
}

/// `lxc_init: 844 Failed to run`: a line of LXC's source.
fn source_line(line: &str) -> String {
    let Some((function, rest)) = line.split_once(": ") else { return line.to_owned() };
    let is_function = !function.is_empty() && function.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match rest.split_once(' ') {
        Some((number, text))
            if is_function
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && text.starts_with(|c: char| c.is_uppercase()) =>
        {
            format!("{function}: <N> {text}")
        }
        _ => line.to_owned(),
    }
}
