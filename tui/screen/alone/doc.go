// Package alone shows one value and nothing beside it, to be selected where no
// clipboard can be trusted.
package alone
