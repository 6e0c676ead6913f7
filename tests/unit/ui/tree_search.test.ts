import { expect, it } from 'vitest';
import { branchesOf, valueAt } from '../../../pwa/src/ui/windows/tree_branches.js';
import { searchTree } from '../../../pwa/src/ui/windows/tree_search.js';

const tree = { a: { name: 'Objective', list: [1, { deep: 'Plan-Apochromat 20x' }] }, b: 'other' };

it('what has the words is found with the way to it, by names and by values', () => {
  const found = searchTree(tree, '$', 'plan-apo');
  expect(found?.count).toBe(1);
  expect([...(found?.ways ?? [])].map(([path, own]) => [path, [...own]])).toEqual([
    ['$.0.1.1', [0]],
    ['$.0.1', [1]],
    ['$.0', [1]],
    ['$', [0]],
  ]);
  expect(searchTree(tree, '$', 'DEEP')?.count).toBe(1);
  expect(searchTree(tree, '$', 'nowhere')?.ways.size).toBe(0);
  expect(searchTree(tree, '$', '  ')).toBeNull();
});

it('only the places that lead to what was found are shown, and a path gives its value', () => {
  expect(branchesOf(tree, new Set([1])).shown.map(({ key, at }) => [key, at])).toEqual([['b', 1]]);
  expect(valueAt(tree, [0, 1, 1, 0])).toBe('Plan-Apochromat 20x');
});
