// SPDX-License-Identifier: Apache-2.0
package io.go4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.go4j.timer.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Date;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms; ARCHITECTURE.md draws the same picture. A new arrow needs a note in docs/decisions. */
class ArchitectureTest {
    private static final String BASE = "io.go4j";
    private static JavaClasses core;

    @BeforeAll
    static void read() {
        core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(BASE);
    }

    /** {@code room} may use itself, {@code others}, java.* and the nullness annotations; nothing else. */
    private static ArchRule roomUsesOnly(String room, String... others) {
        String[] allowed = new String[others.length + 4];
        Arrays.setAll(allowed, i -> i < others.length ? packageOf(others[i]) : "");
        allowed[others.length] = packageOf(room);
        allowed[others.length + 1] = "java..";
        allowed[others.length + 2] = "org.jspecify.annotations";
        allowed[others.length + 3] = "javax.management"; // see jmxIsInTwoClasses
        return classes().that().resideInAPackage(packageOf(room)).should().onlyDependOnClassesThat().resideInAnyPackage(allowed);
    }

    private static String packageOf(String room) {
        return room.equals("face") ? BASE : BASE + "." + room;
    }

    @Test
    void everyRoomIsInThePicture() {
        String[] rooms = {"face", "carrier", "chan", "context", "diag", "flow", "jfr", "park", "pprof", "sched", "sync", "time", "timer"};
        String[] packages = Arrays.stream(rooms).map(ArchitectureTest::packageOf).toArray(String[]::new);
        classes().should().resideInAnyPackage(packages).check(core);
    }

    @Test
    void carrierAndDiagStandAlone() {
        roomUsesOnly("carrier").check(core);
        roomUsesOnly("diag").check(core);
    }

    @Test
    void profilesAreData() {
        roomUsesOnly("pprof", "diag").check(core);
    }

    @Test
    void timerKnowsOnlyTheLock() {
        roomUsesOnly("timer", "carrier").check(core);
    }

    @Test
    void schedKnowsNoChannelAndNoDoor() {
        roomUsesOnly("sched", "carrier", "diag", "timer").check(core);
    }

    @Test
    void parkStandsOnSched() {
        roomUsesOnly("park", "sched", "carrier", "diag", "timer").check(core);
    }

    @Test
    void jfrObservesSchedAndPark() {
        classes().that().resideInAPackage(packageOf("jfr"))
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        packageOf("jfr"), packageOf("park"), packageOf("sched"), packageOf("diag"),
                        "java..", "jdk.jfr", "org.jspecify.annotations")
                .check(core);
        noClasses().that().haveSimpleName("JfrEvents") // which is there also where that module is not
                .should().dependOnClassesThat().resideInAPackage("jdk.jfr")
                .check(core);
        noClasses().that().resideOutsideOfPackage(packageOf("jfr"))
                .should().dependOnClassesThat(not(simpleName("JfrEvents")).and(resideInAPackage(packageOf("jfr"))))
                .check(core);
    }

    @Test
    void chanBlocksOnlyThroughPark() {
        roomUsesOnly("chan", "park", "sched", "carrier", "diag", "timer").check(core);
        String[] blocking = {packageOf("chan"), packageOf("context"), packageOf("flow"), packageOf("sync"), packageOf("time")};
        noClasses().that().resideInAnyPackage(blocking)
                .should().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.locks.LockSupport")
                .check(core);
    }

    @Test
    void faceStandsOnTheRooms() {
        roomUsesOnly("face", "chan", "jfr", "park", "pprof", "sched", "carrier", "diag", "timer", "sync").check(core);
    }

    @Test
    void faceUsesSyncOnlyToTrain() {
        noClasses().that().resideInAPackage(BASE).and().doNotHaveSimpleName("Training")
                .should().dependOnClassesThat().resideInAPackage(packageOf("sync"))
                .check(core);
    }

    @Test
    void jmxIsInTwoClasses() { // which offers our bean, and which asks the JVM's
        noClasses().that().doNotHaveSimpleName("SchedulerBean").and().doNotHaveSimpleName("DiagnosticCommand")
                .should().dependOnClassesThat().resideInAnyPackage("javax.management..", "java.lang.management..")
                .check(core);
    }

    @Test
    void publicPackagesBesideTheFace() {
        roomUsesOnly("time", "face", "chan", "park", "sched", "timer").check(core);
        roomUsesOnly("context", "time", "face", "park", "carrier", "timer").check(core);
        roomUsesOnly("sync", "context", "face", "park", "sched", "carrier", "diag", "timer").check(core);
        roomUsesOnly("flow", "sync", "context", "time", "face").check(core);
    }

    @Test
    void onlyCarrierOpensTheJdk() {
        noClasses().that().resideOutsideOfPackage(packageOf("carrier"))
                .should().callMethod(MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class)
                .check(core);
        noClasses().that().resideOutsideOfPackage(packageOf("jfr"))
                .should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk..")
                .check(core);
    }

    /** It may be set at any time, so it decides nothing (decision 0055). */
    @Test
    void onlyOneClassReadsTheClockOnTheWall() {
        var wall = new DescribedPredicate<JavaAccess<?>>("reads the clock on the wall") {
            @Override
            public boolean test(JavaAccess<?> access) {
                JavaClass owner = access.getTargetOwner();
                String name = access.getName();
                return owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
                        || owner.getPackageName().equals("java.time") && name.matches("now|system.*|tick.*")
                        || owner.isEquivalentTo(Date.class) && name.equals("<init>")
                        || owner.getName().equals("java.util.Calendar") && name.equals("getInstance");
            }
        };
        noClasses().that().doNotHaveFullyQualifiedName(Clock.class.getName()).should().accessTargetWhere(wall).check(core);
        classes().that().haveFullyQualifiedName(Clock.class.getName()).should().accessTargetWhere(wall).check(core);
    }

    @Test
    void snapshotsHoldNothingAlive() {
        classes().that().resideInAPackage(packageOf("diag")).and().areRecords()
                .should(new com.tngtech.archunit.lang.ArchCondition<JavaClass>("have no field of a live type") {
                    @Override
                    public void check(JavaClass c, com.tngtech.archunit.lang.ConditionEvents events) {
                        c.getFields().stream()
                                .filter(f -> f.getRawType().isAssignableTo(Thread.class) || f.getRawType().isAssignableTo(Reference.class))
                                .forEach(f -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(c, f.getFullName())));
                    }
                })
                .check(core);
    }
}
