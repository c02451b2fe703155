package directory

import (
	"sync"
	"time"

	"gatehouse/model"
)

// maxReads is how many requests that changed nothing wait for the log at most.
const maxReads = 1000

// State is what a process knows of directories and does not store with each request.
type State struct {
	mu sync.Mutex

	// Requests that changed nothing and are not in the log yet. Who looks at the log sees them, too.
	reads []model.DirectoryRequest

	flights flights
	maps    map[model.ID]compiled // of directories

	minute time.Time // of away
	away   map[visit]bool

	imports map[model.ID]bool // directories into which a file is being imported
}

// beginImport takes a directory for a file, unless another has it.
func (s *State) beginImport(directory model.ID) (end func(), free bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.imports[directory] {
		return nil, false
	}
	s.imports[directory] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.imports, directory)
	}, true
}

// visit is somebody without a good token, as a log folds them.
type visit struct {
	directory model.ID
	peer      string
	cause     string
}

// maxAway bounds how many strangers a minute are logged.
const maxAway = 1000

// firstInMinute reports whether a visit is the first of its kind in this minute, and is to be logged.
func (s *State) firstInMinute(v visit, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if minute := now.Truncate(time.Minute); !minute.Equal(s.minute) {
		s.minute, s.away = minute, map[visit]bool{}
	}
	if s.away[v] || len(s.away) >= maxAway {
		return false
	}
	s.away[v] = true
	return true
}

// NewState is that of a process that has seen no request.
func NewState() *State {
	return &State{maps: map[model.ID]compiled{}, flights: flights{under: map[model.ID]*sync.WaitGroup{}},
		imports: map[model.ID]bool{}}
}

// compiled is an attribute map, and of what it was made.
type compiled struct {
	environment, directory uint64 // their revisions
	model.AttributeMap
}

// compiled makes the attribute map of a directory, once for as long as nothing changes it.
func (s *State) compiled(e model.Environment, d model.Directory) model.AttributeMap {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, there := s.maps[d.ID]
	if !there || c.environment != e.Revision || c.directory != d.Revision {
		c = compiled{e.Revision, d.Revision, model.NewAttributeMap(e, d)}
		s.maps[d.ID] = c
	}
	return c.AttributeMap
}

// keepRead keeps a request until it is written together with others; false if too many wait.
func (s *State) keepRead(r model.DirectoryRequest) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reads) >= maxReads {
		return false
	}
	s.reads = append(s.reads, r)
	return true
}

// lastRead is when a request of a directory came that waits; zero if none does.
func (s *State) lastRead(directory model.ID) (at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.reads {
		if r.Directory == directory {
			at = r.At
		}
	}
	return at
}

// takeReads gives the requests of a directory that wait, of all with "", which are the caller's to write from then on.
func (s *State) takeReads(directory model.ID) (taken []model.DirectoryRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kept []model.DirectoryRequest
	for _, r := range s.reads {
		if directory == "" || r.Directory == directory {
			taken = append(taken, r)
		} else {
			kept = append(kept, r)
		}
	}
	s.reads = kept
	return taken
}

// giveBack takes requests again that could not be written, as far as there is room.
func (s *State) giveBack(all []model.DirectoryRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(all[:min(len(all), max(0, maxReads-len(s.reads)))], s.reads...)
}
