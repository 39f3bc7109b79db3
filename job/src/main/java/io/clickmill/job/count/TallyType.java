package io.clickmill.job.count;

import io.clickmill.contract.Scope;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The state of releases that merged each partial count into its bucket: whole tallies. Checkpoints hold the name of the
 * class {@link Snapshot}, so it is never renamed.
 */
final class TallyType {
    private TallyType() {}

    /** Writes the current {@link TallyFormat} and reads the one that it was made with. */
    static final class Serializer extends TallySerializer<Tally> {
        private static final long serialVersionUID = 3;

        Serializer(TallyFormat format) {
            super(format);
        }

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public Tally createInstance() {
            return new Tally(Scope.ACCOUNT);
        }

        @Override
        public Tally copy(Tally from) {
            return from.copy();
        }

        @Override
        public void serialize(Tally tally, DataOutputView target) throws IOException {
            if (!format().equals(TallyFormat.CURRENT)) {
                throw new IllegalStateException("a serializer for tallies of an earlier release only reads");
            }
            TallyFormat.write(tally, target);
        }

        @Override
        public Tally deserialize(DataInputView source) throws IOException {
            return format().read(source);
        }

        @Override
        public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
            return new TallyType.Snapshot(format());
        }
    }

    /** What a checkpoint says about whole tallies. */
    public static final class Snapshot extends TallySerializer.Snapshot<Tally> {
        /** For Flink, which calls {@link #readSnapshot} next. */
        public Snapshot() {
            this(TallyFormat.CURRENT);
        }

        Snapshot(TallyFormat format) {
            super(format);
        }

        @Override
        public TypeSerializer<Tally> restoreSerializer() {
            return new Serializer(format());
        }
    }
}
