// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/listings.h"

#include <map>

namespace ph::queues {

/// Workers that somebody dismissed after they were lost or stopped, and when. A worker that is heard after that is
/// there again, forgotten or not. Kept in a file of the environment's folder: every window and command of this user on
/// this computer leaves them out, and nothing of it is written to a server. Tasks that they had stay as they are.
class ForgottenWorkers final {
public:
    /// One that is up is never left out.
    [[nodiscard]] bool has(const WorkerStatus &worker) const;
    /// Moves those that are forgotten from `workers` to `forgotten`.
    void setAside(WorkerListing &listing) const;
    /// Of all that are known: those that were heard again, to be brought back.
    [[nodiscard]] QStringList heardAgain(const QList<WorkerStatus> &workers) const;

    bool operator==(const ForgottenWorkers &) const = default;

    // These block: through offload(). Several programs may change the file at once: each change is made under a lock.

    /// Nobody, where there is no such file. Invalid: not a file of ours, or of a newer version.
    [[nodiscard]] static Result<ForgottenWorkers> read(const QString &file);
    /// Adds to what is in the file; answers what it holds now.
    [[nodiscard]] static Result<ForgottenWorkers> forget(const QString &file, const QStringList &nodes, WallTime at);
    /// Takes out of the file: they are told of again. Nodes that are not in it are no error.
    [[nodiscard]] static Result<ForgottenWorkers> bringBack(const QString &file, const QStringList &nodes);

private:
    template <class Change>
    [[nodiscard]] static Result<ForgottenWorkers> change(const QString &file, Change change);
    [[nodiscard]] QByteArray toJson() const;
    void bound();

    std::map<QString, WallTime> m_since;
};

} // namespace ph::queues
