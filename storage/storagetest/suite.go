// Package storagetest is the one suite that every engine passes. It says what
// [storage.Store] means, by what can be seen through it alone.
package storagetest

import (
	"testing"

	"gatehouse/storage"
)

// Run tests the engine that open makes empty stores of. open closes them with
// t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	tests := []struct {
		name string
		test func(t *testing.T, s storage.Store)
	}{
		{"Begin", testBegin},
		{"Begin again is a no-op", testBeginAgain},
		{"every field survives", testFields},
		{"Accept answers a started session", testAcceptUpdate},
		{"Accept makes a session of a message that fits none", testAcceptNew},
		{"Accept again answers as it stands now", testAcceptAgain},
		{"Accept leaves an ended session alone", testAcceptSettled},
		{"Accept of an unknown session", testAcceptUnknown},
		{"Accept of a session that exists", testAcceptExisting},
		{"Accept several receipts in order", testAcceptSeveral},
		{"a replayed message stores nothing", testReplay},
		{"a replay key can be used again after its time", testReplayExpired},
		{"a clock that jumps ahead and back makes no message new", testReplayClock},
		{"of one message posted at once one wins", testReplayRace},
		{"of several answers to one request one wins", testAcceptRace},
		{"Coded", testCoded},
		{"Exchange", testExchange},
		{"Exchange again is the same answer", testExchangeAgain},
		{"Exchange after the code's time", testExchangeExpired},
		{"of several exchanges of one code one wins", testExchangeRace},
		{"Token ends at its time", testToken},
		{"Note", testNote},
		{"Note keeps the first lines", testNoteBound},
		{"Claimants", testClaimants},
		{"what is not there", testNotFound},
		{"hostile ids find nothing", testHostileIDs},
		{"what cannot be stored is refused", testRefused},
		{"what is stored is a copy", testCopies},
		{"bodies of every size", testBodySizes},
		{"bodies of a connection", testBodiesAlike},
		{"Sessions newest first", testSessionsOrder},
		{"Sessions by page", testSessionsPages},
		{"Sessions after a cursor", testSessionsAfter},
		{"Sessions by query", testSessionsQuery},
		{"Sessions looks at no more than Scan", testSessionsScan},
		{"Sessions that began at one moment", testSessionsTies},
		{"Sessions while their names are looked up in the store", testMatch},
		{"Sessions by their state at a time", testFilterAt},
		{"Tail sees changes in order", testTail},
		{"Tail from a position", testTailFrom},
		{"Tail sees one step in its order", testTailStep},
		{"Tail of records alone", testTailRecords},
		{"Tail ends with its context", testTailEnds},
		{"Tail ends with its reader", testTailReader},
		{"Tail sees all of many writers", testTailConcurrent},
		{"a slow tail holds nobody up", testTailSlow},
		{"Apply", testApply},
		{"Apply all or nothing", testApplyAtomic},
		{"Apply against a revision", testApplyConflict},
		{"Apply again is a no-op", testApplyAgain},
		{"names are unique", testNames},
		{"names swap in one step", testNamesSwap},
		{"deleting frees names", testNamesFreed},
		{"of several takers of one name one wins", testNamesRace},
		{"Records by parent and page", testRecords},
		{"Records by name", testByName},
		{"Records with a text in their words", testText},
		{"Records by words that have changed", testWordsChange},
		{"Forget", testForget},
		{"Forget leaves the rest", testForgetRest},
		{"Count", testCount},
		{"Retain keeps so many of a connection", testRetainPerConnection},
		{"Retain keeps so many in all", testRetainTotal},
		{"Retain keeps so many bytes", testRetainBytes},
		{"Retain keeps what is young", testRetainAge},
		{"Retain counts what was given up", testRetainGivenUp},
		{"Retain and Forget agree", testRetainForget},
		{"a cancelled context stores nothing or all", testCancelled},
		{"Facts", testFacts},
		{"a closed store says so", testClosed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.test(t, open(t)) })
	}
}
