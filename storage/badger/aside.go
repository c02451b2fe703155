package badger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
)

// aside holds what Badger would overwrite or delete when it opens a directory
// whose manifest was damaged: the manifest, and the tables that it no longer
// names. It is discarded once the store has proved whole.
type aside struct{ dir string }

const (
	asideName    = "before-open"
	manifestName = badgerdb.ManifestFilename
)

// setAside keeps those files. used says that the store is known to hold
// something. Files of an earlier attempt that failed are left as they are, unless
// it was interrupted before all were kept. Without keep they are only looked at:
// nothing will be overwritten.
func setAside(dir string, used, keep bool) (aside, error) {
	a := aside{dir: filepath.Join(dir, asideName)}
	manifest := filepath.Join(dir, manifestName)
	f, err := os.Open(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		if used {
			return a, fmt.Errorf("%w: %s is missing", model.ErrDamaged, manifest)
		}
		return a, nil
	}
	if err != nil {
		return a, err
	}
	defer f.Close()
	named, _, err := badgerdb.ReplayManifestFile(f, 0, badgerdb.DefaultOptions(dir))
	if err != nil {
		return a, fmt.Errorf("%w: %s: %w", model.ErrDamaged, manifest, err)
	}
	if err := checkTables(dir, named); err != nil || !keep {
		return a, err
	}
	// The manifest comes last: where it is, all is.
	kept := filepath.Join(a.dir, manifestName)
	if _, err := os.Stat(kept); err == nil {
		return a, nil
	}
	if err := os.RemoveAll(a.dir); err != nil {
		return a, err
	}
	if err := os.Mkdir(a.dir, 0o700); err != nil {
		return a, err
	}
	if err := a.keepOrphans(dir, named); err != nil {
		return a, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return a, err
	}
	copied, err := os.OpenFile(kept+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return a, err
	}
	_, err = io.Copy(copied, f)
	if err := errors.Join(err, copied.Sync(), copied.Close()); err != nil {
		return a, err
	}
	return a, os.Rename(kept+".part", kept)
}

// keepOrphans links the tables that the manifest does not name. A crash leaves
// such tables too, so they are no proof of damage.
func (a aside) keepOrphans(dir string, named badgerdb.Manifest) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		number, ok := strings.CutSuffix(f.Name(), ".sst")
		if !ok {
			continue
		}
		var n uint64
		if _, err := fmt.Sscanf(number, "%d", &n); err != nil {
			continue
		}
		if _, ok := named.Tables[n]; ok {
			continue
		}
		err := os.Link(filepath.Join(dir, f.Name()), filepath.Join(a.dir, f.Name()))
		if err != nil {
			return err
		}
	}
	return nil
}

func (a aside) discard() error { return os.RemoveAll(a.dir) }
