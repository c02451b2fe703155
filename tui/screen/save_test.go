package screen

import (
	"strings"
	"testing"
)

func TestSaveNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	a, err := writeNew(dir, fileName("response/../x.xml"), "1")
	if err != nil {
		t.Fatal(err)
	}
	b, err := writeNew(dir, fileName("response/../x.xml"), "2")
	if err != nil || a == b {
		t.Errorf("%s, %s, %v", a, b, err)
	}
	if !strings.HasSuffix(a, ".xml") {
		t.Errorf("%s has lost its ending", a)
	}
}
