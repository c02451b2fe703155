package app

import (
	"os"
	"path/filepath"
	"testing"
)

// A checkpoint is put behind the others once, with an empty line between; the same
// again is left out.
func TestCheckpointsAreAppendedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoints")
	const one, two = "log\n1\nroot\n\n— log sig\n", "log\n12\nroot\n\n— log sig\n"
	for _, step := range []struct{ text, want string }{
		{one, one}, {one, one}, {two, one + "\n" + two}, {two, one + "\n" + two},
	} {
		if err := appendOnce(path, step.text); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != step.want {
			t.Fatalf("%q, %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}
