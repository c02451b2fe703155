//go:build !race

// The race detector allocates, and pools forget at random under it.

package saml_test

import "testing"

// TestAllocations: an accepted message costs a fixed number of allocations,
// whatever is in it.
func TestAllocations(t *testing.T) {
	counts := map[string]float64{}
	for _, c := range benchmarked {
		sp, in := provider(t, settings(t)), c.made(t).input(t)
		counts[c.name] = testing.AllocsPerRun(200, func() { sp.Evaluate(in) })
		if counts[c.name] > 24 {
			t.Errorf("%s: %v allocations, want at most 24", c.name, counts[c.name])
		}
	}
	for _, n := range []int{10, 200, 1500} {
		m := sound(t)
		m.edit = replace(t, "<saml:AttributeValue>engines</saml:AttributeValue>", groups(n))
		sp, in := provider(t, settings(t)), m.input(t)
		if got := testing.AllocsPerRun(20, func() { sp.Evaluate(in) }); got > counts["A"]+3 {
			t.Errorf("%d values: %v allocations, %v with a few", n, got, counts["A"])
		}
	}
}

// What a decryption for display works with is given back, also where nothing can
// be decrypted: it does not cost a new evaluation each time.
func TestDecryptAllocations(t *testing.T) {
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	sp, response := provider(t, settings(t)), []byte(m.xml(t))
	if plain, err := sp.Decrypt(response); err != nil || len(plain) == 0 {
		t.Fatalf("%d bytes, %v", len(plain), err)
	}
	for name, response := range map[string][]byte{
		"decrypted": response, "no XML": response[1:], "nothing encrypted": []byte("<x/>"),
	} {
		bytes := allocated(func() {
			for range 100 {
				sp.Decrypt(response)
			}
		}) / 100
		if most := uint64(8<<10 + 2*len(response)); bytes > most {
			t.Errorf("%s: %d bytes allocated, want at most %d", name, bytes, most)
		}
	}
}
