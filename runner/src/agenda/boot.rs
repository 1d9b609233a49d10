//! The order in which the host would start containers (`boot_order`), kept by starts too.
//!
//! It is no need: a start that fails keeps no later one from having its turn. Those with one order start side by side.

use std::collections::BTreeMap;

use super::Needs;

/// Adds an edge from each start to those of the next lower order. `orders` has the order of each task that is a start with
/// one; `topological` has all tasks, each behind those it needs.
///
/// Where the files contradict themselves (V-09: what is needed has the higher order) the need wins: a start counts as of the
/// highest order among what it stands behind. So an edge never leads from a lower order to a higher one, those added here
/// lead to a truly lower one, and no circle can close.
pub(super) fn line_up(edges: &mut [Vec<(usize, Needs)>], orders: &[Option<u64>], topological: &[usize]) {
    let mut counts_as: Vec<Option<u64>> = orders.to_vec();
    for &task in topological {
        let highest = edges[task].iter().filter_map(|&(before, _)| counts_as[before]).max();
        counts_as[task] = counts_as[task].max(highest);
    }
    let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (task, order) in counts_as.iter().enumerate().filter(|(task, _)| orders[*task].is_some()) {
        groups.entry(order.unwrap_or_default()).or_default().push(task);
    }
    let groups: Vec<Vec<usize>> = groups.into_values().collect();
    for pair in groups.windows(2) {
        for &task in &pair[1] {
            let new = |before: &&usize| !edges[task].iter().any(|(other, _)| other == *before);
            let turns: Vec<(usize, Needs)> = pair[0].iter().filter(new).map(|before| (*before, Needs::Turn)).collect();
            edges[task].extend(turns);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::agenda::drafts::topological_order;

    /// Returns the turns that are added to these edges, from each task to those it has its turn after.
    fn turns(edges: &[&[usize]], orders: &[Option<u64>]) -> Vec<Vec<usize>> {
        let needs = |befores: &&[usize]| befores.iter().map(|before| (*before, Needs::Order)).collect();
        let mut edges: Vec<Vec<(usize, Needs)>> = edges.iter().map(needs).collect();
        let order = topological_order(&edges);
        line_up(&mut edges, orders, &order);
        let added = |list: &Vec<(usize, Needs)>| {
            list.iter().filter(|(_, needs)| *needs == Needs::Turn).map(|(before, _)| *before).collect()
        };
        edges.iter().map(added).collect()
    }

    #[test]
    fn each_start_has_its_turn_after_those_of_the_next_lower_order() {
        let orders = [Some(9), Some(1), None, Some(5), Some(9), Some(1)];
        let none: Vec<usize> = Vec::new();
        let expected = [vec![3], none.clone(), none.clone(), vec![1, 5], vec![3], none];
        assert_eq!(turns(&[&[][..]; 6], &orders), expected);
    }

    #[test]
    fn what_is_needed_wins_over_the_order_of_the_boot() {
        // The first stands behind the second, whose order is higher: it counts as of that order.
        assert_eq!(turns(&[&[1], &[], &[]], &[Some(1), Some(9), Some(5)]), [vec![2], vec![2], vec![]]);
        // An edge that is there already is no turn besides.
        assert_eq!(turns(&[&[], &[0]], &[Some(1), Some(9)]), [Vec::<usize>::new(), vec![]]);
    }

    proptest! {
        #[test]
        fn no_circle_ever_closes(
            needs in proptest::collection::vec(proptest::collection::vec(any::<prop::sample::Index>(), 0..3), 1..12),
            orders in proptest::collection::vec(proptest::option::of(0_u64..4), 12),
        ) {
            // Each task stands behind earlier ones only, so there is no circle at first.
            let behind = |(task, befores): (usize, &Vec<prop::sample::Index>)| {
                let befores = befores.iter().filter(|_| task > 0);
                befores.map(|before| (before.index(task), Needs::Order)).collect()
            };
            let mut edges: Vec<Vec<(usize, Needs)>> = needs.iter().enumerate().map(behind).collect();
            let order = topological_order(&edges);
            line_up(&mut edges, &orders[..needs.len()], &order);
            let order = topological_order(&edges);
            let place = |task: usize| order.iter().position(|other| *other == task);
            for (task, list) in edges.iter().enumerate() {
                for (before, _) in list {
                    prop_assert!(place(*before) < place(task), "{edges:?}");
                }
            }
        }
    }
}
